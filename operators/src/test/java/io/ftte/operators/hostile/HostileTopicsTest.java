package io.ftte.operators.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.encoding.ModelDigest;
import io.ftte.operators.planning.SelectionSettings;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.TrainingSetup;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What strangers can write to each topic that the job reads ends no operator, and a model that is
 * registered after it is trained. With {@code -Dhostile.records=1000000 -Dtest.heap=256m} as many
 * of each topic, in as little memory.
 */
class HostileTopicsTest {
    private static final long SEED = 20261130L;
    private static final int RECORDS = Integer.getInteger("hostile.records", 4_000);
    private static final String AFTER = "after";

    private static final SelectionSettings SELECTION =
            new SelectionSettings(
                    0.1,
                    2,
                    true,
                    TensorEncoding.F32,
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(10),
                    new TrainingSetup(8, 8, Convolution.DIRECT, DeviceOptimizer.SGD),
                    ModelDigest.LEAF);

    private final Random random = new Random(SEED);
    private final Map<String, Integer> failures = new TreeMap<>();
    private HostileJob job;
    private long sequence = 1_000;

    /** Where hostile records go. */
    enum Topic {
        UPDATES,
        CONTROL,
        DECISIONS,
        DEVICES;

        private List<byte[]> good() throws Exception {
            return switch (this) {
                case UPDATES -> GoodRecords.updates();
                case CONTROL, DECISIONS -> GoodRecords.control();
                case DEVICES -> GoodRecords.profiles();
            };
        }
    }

    @BeforeEach
    void open() throws Exception {
        job = new HostileJob(SELECTION);
    }

    @AfterEach
    void close() throws Exception {
        job.close();
    }

    @Test
    void updates_ofStrangers_endNoOperator() throws Exception {
        check(Topic.UPDATES);
    }

    @Test
    void control_ofStrangers_endsNoOperator() throws Exception {
        check(Topic.CONTROL);
    }

    @Test
    void decisions_ofStrangers_endNoOperator() throws Exception {
        check(Topic.DECISIONS);
    }

    @Test
    void devices_ofStrangers_endNoOperator() throws Exception {
        check(Topic.DEVICES);
    }

    private void check(Topic topic) throws Exception {
        Mutator mutator = new Mutator(SEED, topic.good());
        register(GoodRecords.MODEL);
        long started = System.nanoTime();
        for (int i = 0; i < RECORDS; i++) {
            byte[] record = mutator.next();
            try {
                send(topic, record);
                good(i);
            } catch (Exception | StackOverflowError e) {
                note(record, e);
            }
        }
        job.now += 120_000;
        job.tick();
        double seconds = (System.nanoTime() - started) / 1e9;
        System.out.printf(
                "seed %d: %,d records of %s in %.1f s, %,d refused, %,d versions, %d failures%n",
                SEED, RECORDS, topic, seconds, job.refused, job.versions, failures.size());
        assertThat(failures).isEmpty();
        assertThat(job.refused).isBetween(RECORDS / 4L, 2L * RECORDS);
        assertThatAModelIsTrained();
    }

    private void note(byte[] record, Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        StackTraceElement[] trace = cause.getStackTrace();
        String where = Arrays.toString(Arrays.copyOf(trace, Math.min(6, trace.length)));
        if (failures.merge(cause + " " + where, 1, Integer::sum) == 1) {
            System.out.println(
                    cause
                            + " "
                            + where
                            + " of "
                            + ModelDigest.hex(Arrays.copyOf(record, Math.min(record.length, 400))));
        }
    }

    private void send(Topic topic, byte[] record) throws Exception {
        switch (topic) {
            case UPDATES -> job.update(time(), key(record), numbered(record));
            case DEVICES ->
                    job.profile(
                            time(), key(record), random.nextInt(50) == 0 ? new byte[0] : record);
            case CONTROL -> job.control(model(), value(record));
            case DECISIONS -> job.decision(job.now, model().getBytes(UTF_8), value(record));
        }
    }

    /** Mostly no repeat, so that what else is odd in it is seen. */
    private byte[] numbered(byte[] record) {
        try {
            if (random.nextInt(4) > 0
                    && RecordCodec.decode(record) instanceof DeviceUpdate update) {
                update.put(update.getSchema().getField("sequence").pos(), sequence++);
                return RecordCodec.encode(update);
            }
        } catch (WireException e) {
            // As it is.
        }
        return record;
    }

    /** Now and then a tombstone, so that registrations find a place. */
    private byte[] value(byte[] record) {
        return random.nextInt(500) == 0 ? new byte[0] : record;
    }

    private String model() {
        return List.of(GoodRecords.MODEL, "k", "", "x").get(random.nextInt(4));
    }

    private long time() {
        return switch (random.nextInt(100)) {
            case 0 -> 0;
            case 1 -> random.nextLong();
            case 2 -> job.now + 59_000;
            default -> job.now - random.nextInt(3_000);
        };
    }

    /** Mostly the device that the record names, so that it gets further. */
    private byte[] key(byte[] record) {
        try {
            Object decoded = RecordCodec.decode(record);
            if (decoded instanceof DeviceUpdate update) {
                return update.getDeviceId().getBytes(UTF_8);
            } else if (decoded instanceof DeviceProfile profile) {
                return profile.getDeviceId().getBytes(UTF_8);
            }
        } catch (WireException e) {
            // Any key will do.
        }
        return random.nextBoolean()
                ? new byte[0]
                : Arrays.copyOf(record, Math.min(9, record.length));
    }

    /** The fleet goes on, and so does time. */
    private void good(int i) throws Exception {
        job.now += 20;
        if (i % 10 == 0) {
            sendGood(GoodRecords.MODEL, i);
        }
        if (i % 50 == 0) {
            job.tick();
        }
        if (i % 2_000 == 0) {
            register(GoodRecords.MODEL);
        }
    }

    private void register(String modelId) throws Exception {
        for (ControlMessage message : GoodRecords.registration(modelId)) {
            job.control(modelId, message.value());
        }
    }

    private void sendGood(String modelId, long sequence) throws Exception {
        job.update(
                job.now,
                "good".getBytes(UTF_8),
                RecordCodec.encode(GoodRecords.update(modelId, "good", sequence)));
    }

    private void assertThatAModelIsTrained() throws Exception {
        register(AFTER);
        long before = job.versions;
        for (int i = 0; i < GoodRecords.BUFFER; i++) {
            sendGood(AFTER, i);
        }
        for (int i = 0; i < 3; i++) {
            job.now += 1_000;
            job.tick();
        }
        assertThat(job.versions).isEqualTo(before + 1);
    }
}
