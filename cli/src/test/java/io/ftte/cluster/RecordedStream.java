package io.ftte.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.fixtures.TestModels;
import io.ftte.schemas.Tick;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A stream that is the same in every run, event times included. It is a sequence of rounds: a
 * buffer of updates that count, and one record that is refused (a repeat, a delta of the wrong
 * length or noise), so a round makes one version and one refusal. Some updates are late. After the
 * last round of a part, a tick on every partition lets event time pass all that was sent.
 */
final class RecordedStream {
    static final int PARTITIONS = 4;

    /** Updates that count per round. */
    static final int BUFFER = 20;

    /** Records per round. */
    static final int ROUND = BUFFER + 1;

    private static final int OUTPUTS = 40;
    private static final int INPUTS = 29;

    /** Two slices and two shards of 1,024; of layers, the matrix lies in both. */
    private static final int PARAMETERS = OUTPUTS * INPUTS + OUTPUTS;

    private static final int DEVICES = 60;
    private static final long START = 1_700_000_000_000L;
    private static final long STEP_MS = 5;

    /** More than the out-of-orderness bound of 50 ms, so that some updates are late. */
    private static final int JITTER_MS = 70;

    /** Event time between parts; their ticks lie in the middle. */
    private static final long GAP_MS = 1_000;

    /**
     * Rounds that follow one another without a pause.
     *
     * @param number 0 for the first part of the stream
     * @param from first round
     * @param to one past the last
     */
    record Part(int number, int from, int to) {
        int records() {
            return (to - from) * ROUND;
        }
    }

    private final String topic;
    private final String modelId;

    /**
     * @param topic that the records are for
     * @param model {@link #layers()} or {@link #vector()}
     */
    RecordedStream(String topic, ModelDefinition model) {
        this.topic = topic;
        this.modelId = model.head().getModelId();
    }

    /** Steps by layers, and has an average. */
    static ModelDefinition layers() {
        return TestModels.layers("layers", OUTPUTS, INPUTS, BUFFER, START);
    }

    /** As long, and its shards take the sums as they are. */
    static ModelDefinition vector() {
        return TestModels.zeros("vector", PARAMETERS, BUFFER, START);
    }

    /** Record {@code index} of a part, 0 to {@link Part#records()} - 1. */
    ProducerRecord<byte[], byte[]> record(Part part, int index) {
        int round = part.from() + index / ROUND;
        int inRound = index % ROUND;
        int position = round * ROUND + inRound;
        long time = time(part, round, inRound) - new Random(position).nextInt(JITTER_MS);
        return inRound < BUFFER ? update(round * BUFFER + inRound, time) : refused(round, time);
    }

    /** Event time after a part and before the next. */
    static long end(Part part) {
        return time(part, part.to(), 0) + GAP_MS / 2;
    }

    /** What lets event time pass a part: one record per partition. */
    List<ProducerRecord<byte[], byte[]>> ticks(Part part) {
        long time = end(part);
        List<ProducerRecord<byte[], byte[]>> ticks = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ticks.add(
                    new ProducerRecord<>(
                            topic, partition, time, null, RecordCodec.encode(new Tick(GAP_MS))));
        }
        return ticks;
    }

    private static long time(Part part, int round, int inRound) {
        return START + ((long) round * ROUND + inRound) * STEP_MS + part.number() * GAP_MS;
    }

    private ProducerRecord<byte[], byte[]> update(int number, long time) {
        return record("device-" + number % DEVICES, number / DEVICES, number, PARAMETERS, time);
    }

    private ProducerRecord<byte[], byte[]> refused(int round, long time) {
        int number = round * BUFFER;
        return switch (round % 3) {
            case 0 -> record("truncated", round, number, PARAMETERS - 1, time);
            case 1 ->
                    new ProducerRecord<>(
                            topic,
                            null,
                            time,
                            "noisy".getBytes(UTF_8),
                            ("noise " + round).getBytes(UTF_8));
            // The first update of this round once more.
            default -> update(number, time);
        };
    }

    /** Bases are old enough to be published whatever the order within a few buffers. */
    private ProducerRecord<byte[], byte[]> record(
            String device, long sequence, int number, int length, long time) {
        long base = Math.max(0, number / BUFFER - 2 - number % 7);
        return TestModels.record(
                topic, TestModels.update(modelId, device, sequence, base, length), time);
    }
}
