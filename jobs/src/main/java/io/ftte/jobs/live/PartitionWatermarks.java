package io.ftte.jobs.live;

import io.ftte.operators.intake.EventTime;
import io.ftte.operators.intake.PartitionClock;
import io.ftte.operators.intake.RecentDevices;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.wire.UpdateReader;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks of the update stream: the smallest M − B − 1 over the partitions of a split, M the
 * time of a partition as {@link PartitionClock} has it and B the out-of-orderness bound. A restart
 * forgets what was before it, so this M may be behind the clock's, never ahead of it. Records
 * without a time do not count.
 *
 * <p>A Kafka split is one partition and Flink takes the minimum over splits. A recording is one
 * split that holds several partitions; they are named here, because the watermark may not move
 * before each of them has been heard of.
 */
public final class PartitionWatermarks implements WatermarkGenerator<RawRecord> {
    private final EventTime time;

    /** Records still to come by partition; empty where the split is one partition. */
    private final Map<Integer, Long> remaining;

    private final Map<Integer, Long> newest = new HashMap<>();
    private final Map<Integer, RecentDevices> recent = new HashMap<>();
    private final UpdateReader reader = new UpdateReader();

    private PartitionWatermarks(EventTime time, Map<Integer, Long> records) {
        this.time = time;
        this.remaining = new HashMap<>(records);
    }

    /** For a source whose splits are partitions. */
    public static WatermarkStrategy<RawRecord> perSplit(EventTime time) {
        return ofRecording(time, Map.of());
    }

    /** For a recording with this many records in each partition. */
    public static WatermarkStrategy<RawRecord> ofRecording(
            EventTime time, Map<Integer, Long> records) {
        Map<Integer, Long> copy = new HashMap<>(records);
        return WatermarkStrategy.forGenerator(context -> new PartitionWatermarks(time, copy))
                .withTimestampAssigner((record, timestamp) -> record.timestamp());
    }

    @Override
    public void onEvent(RawRecord record, long timestamp, WatermarkOutput output) {
        if (record.hasTime()) {
            long reached = reached(record);
            if (reached > Long.MIN_VALUE) {
                newest.merge(record.partition(), reached, Math::max);
            }
        }
        if (remaining.computeIfPresent(record.partition(), (p, n) -> n == 1 ? null : n - 1)
                == null) {
            finish(record.partition());
        }
    }

    private long reached(RawRecord record) {
        if (!time.ticks() || reader.isTick(record.value())) {
            return record.timestamp();
        }
        return recent.computeIfAbsent(record.partition(), p -> new RecentDevices())
                .reached(UpdateReader.device(record.key()).orElse(""), record.timestamp());
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
        output.emitWatermark(new Watermark(slowest - time.outOfOrderness().toMillis() - 1));
    }
}
