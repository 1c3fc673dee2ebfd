package io.ftte.jobs;

import static io.ftte.schemas.RejectionReason.CLOCK_SKEW;
import static io.ftte.schemas.RejectionReason.DUPLICATE;
import static io.ftte.schemas.RejectionReason.FUTURE_VERSION;
import static io.ftte.schemas.RejectionReason.MALFORMED;
import static io.ftte.schemas.RejectionReason.NON_FINITE;
import static io.ftte.schemas.RejectionReason.NO_EXAMPLES;
import static io.ftte.schemas.RejectionReason.QUOTA;
import static io.ftte.schemas.RejectionReason.TOO_STALE;
import static io.ftte.schemas.RejectionReason.UNKNOWN_MODEL;
import static io.ftte.schemas.RejectionReason.UNKNOWN_PLAN;
import static io.ftte.schemas.RejectionReason.WRONG_LENGTH;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.devices.LocalUpdate;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records that no device should send, each with the reason for which it must be refused. They are
 * about "model", at version 3 and with a maximum staleness of 2, whose device good-0 has sent its
 * update 0.
 */
final class HostileRecords {
    private static final long YEAR_2100 = 4_102_444_800_000L;

    private final Random random = new Random(1);
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final List<RejectionReason> reasons = new ArrayList<>();
    private final String topic;
    private final int parameters;

    HostileRecords(String topic, int parameters) {
        this.topic = topic;
        this.parameters = parameters;
    }

    List<ProducerRecord<byte[], byte[]>> records() {
        return records;
    }

    /** In the order of the records. */
    List<RejectionReason> reasons() {
        return reasons;
    }

    /** What is no update at all. */
    void addBytes() {
        byte[] good = TestModels.record("", update("bytes", 0, 3, parameters), 0).value();
        add(MALFORMED, "bytes", Arrays.copyOf(good, good.length / 2));
        add(MALFORMED, "bytes", Arrays.copyOf(good, good.length + 1));
        add(MALFORMED, "bytes", new byte[0]);
        add(MALFORMED, "bytes", garbage(300));
        add(MALFORMED, "bytes", garbage(1_048_000));
        add(MALFORMED, "bytes", RecordCodec.encode(lineageRecord()));
        add(MALFORMED, "somebody else", good);
    }

    /** Updates with something wrong in them. */
    void addFields() {
        add(UNKNOWN_MODEL, TestModels.update("nobody's", "bad-0", 0, 0, parameters));
        add(UNKNOWN_PLAN, with(update("bad-1", 0, 3, parameters), 99, 10));
        add(WRONG_LENGTH, update("bad-2", 0, 3, parameters - 1));
        add(NO_EXAMPLES, with(update("bad-3", 0, 3, parameters), TestModels.PLAN, 0));
        add(FUTURE_VERSION, update("bad-4", 0, 1_000, parameters));
        add(TOO_STALE, update("bad-5", 0, 0, parameters));
        add(DUPLICATE, update("good-0", 0, 3, parameters));
        LocalUpdate notANumber = update("bad-6", 0, 3, parameters);
        notANumber.delta()[parameters / 2] = Float.NaN;
        add(NON_FINITE, notANumber);
        records.add(TestModels.record(topic, update("bad-7", 0, 3, parameters), YEAR_2100));
        reasons.add(CLOCK_SKEW);
    }

    /**
     * Updates of one device in one moment. Those within the quota are refused for the model that
     * they name.
     */
    void addFlood(int count, int quota) {
        long now = System.currentTimeMillis();
        for (int i = 0; i < count; i++) {
            LocalUpdate update = TestModels.update("flooded", "flooder", i, 0, 1);
            records.add(TestModels.record(topic, update, now));
            reasons.add(i < quota ? UNKNOWN_MODEL : QUOTA);
        }
    }

    private void add(RejectionReason reason, LocalUpdate update) {
        records.add(TestModels.record(topic, update, System.currentTimeMillis()));
        reasons.add(reason);
    }

    private void add(RejectionReason reason, String key, byte[] value) {
        records.add(
                new ProducerRecord<>(
                        topic, null, System.currentTimeMillis(), key.getBytes(UTF_8), value));
        reasons.add(reason);
    }

    private static LocalUpdate update(String device, long sequence, long base, int length) {
        return TestModels.update("model", device, sequence, base, length);
    }

    private static LocalUpdate with(LocalUpdate update, int planId, long examples) {
        return new LocalUpdate(
                update.modelId(),
                update.deviceId(),
                update.sequence(),
                update.baseVersion(),
                planId,
                examples,
                update.delta());
    }

    private byte[] garbage(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static VersionLineage lineageRecord() {
        ByteBuffer none = ByteBuffer.allocate(0);
        return new VersionLineage("model", 0, 1L, 0L, none, null, none, none, 0L, false, List.of());
    }
}
