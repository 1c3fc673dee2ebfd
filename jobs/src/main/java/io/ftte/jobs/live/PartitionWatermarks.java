package io.ftte.jobs.live;

import io.ftte.operators.stream.RawRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks of the update stream: the smallest M − B − 1 over the partitions of a split, M the
 * newest event time of a partition and B the out-of-orderness bound. Records without a time do not
 * count.
 *
 * <p>A Kafka split is one partition and Flink takes the minimum over splits. A recording is one
 * split that holds several partitions; they are named here, because the watermark may not move
 * before each of them has been heard of.
 */
public final class PartitionWatermarks implements WatermarkGenerator<RawRecord> {
    private final long outOfOrdernessMs;

    /** Records still to come by partition; empty where the split is one partition. */
    private final Map<Integer, Long> remaining;

    private final Map<Integer, Long> newest = new HashMap<>();

    private PartitionWatermarks(Duration outOfOrderness, Map<Integer, Long> records) {
        this.outOfOrdernessMs = outOfOrderness.toMillis();
        this.remaining = new HashMap<>(records);
    }

    /** For a source whose splits are partitions. */
    public static WatermarkStrategy<RawRecord> perSplit(Duration outOfOrderness) {
        return ofRecording(outOfOrderness, Map.of());
    }

    /** For a recording with this many records in each partition. */
    public static WatermarkStrategy<RawRecord> ofRecording(
            Duration outOfOrderness, Map<Integer, Long> records) {
        Map<Integer, Long> copy = new HashMap<>(records);
        return WatermarkStrategy.forGenerator(
                        context -> new PartitionWatermarks(outOfOrderness, copy))
                .withTimestampAssigner((record, timestamp) -> record.timestamp());
    }

    @Override
    public void onEvent(RawRecord record, long timestamp, WatermarkOutput output) {
        if (record.hasTime()) {
            newest.merge(record.partition(), record.timestamp(), Math::max);
        }
        if (remaining.computeIfPresent(record.partition(), (p, n) -> n == 1 ? null : n - 1)
                == null) {
            finish(record.partition());
        }
    }

    /** A partition of a recording that has ended holds nobody back. */
    private void finish(int partition) {
        if (!remaining.isEmpty()) {
            newest.remove(partition);
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        if (newest.isEmpty() || !newest.keySet().containsAll(remaining.keySet())) {
            return;
        }
        long slowest = newest.values().stream().mapToLong(Long::longValue).min().getAsLong();
        output.emitWatermark(new Watermark(slowest - outOfOrdernessMs - 1));
    }
}
