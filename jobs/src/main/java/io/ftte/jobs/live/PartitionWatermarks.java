package io.ftte.jobs.live;

import io.ftte.operators.intake.EventTime;
import io.ftte.operators.intake.PartitionClock;
import io.ftte.operators.intake.RecentDevices;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.wire.UpdateReader;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks of one partition of the update stream: M − B − 1, M the time of the partition as
 * {@link PartitionClock} has it and B the out-of-orderness bound. A restart forgets what was before
 * it, so this M may be behind the clock's, never ahead of it. Records without a time do not count.
 *
 * <p>Flink takes the minimum over the partitions.
 */
public final class PartitionWatermarks implements WatermarkGenerator<RawRecord> {
    private final EventTime time;
    private final RecentDevices recent = new RecentDevices();
    private final UpdateReader reader = new UpdateReader();
    private long newest = Long.MIN_VALUE;

    private PartitionWatermarks(EventTime time) {
        this.time = time;
    }

    /** For a source that asks for one for each of its partitions. */
    public static WatermarkStrategy<RawRecord> of(EventTime time) {
        return WatermarkStrategy.<RawRecord>forGenerator(context -> new PartitionWatermarks(time))
                .withTimestampAssigner((record, timestamp) -> record.timestamp());
    }

    @Override
    public void onEvent(RawRecord record, long timestamp, WatermarkOutput output) {
        if (record.hasTime()) {
            newest = Math.max(newest, reached(record));
        }
    }

    private long reached(RawRecord record) {
        if (!time.ticks() || reader.isTick(record.value())) {
            return record.timestamp();
        }
        return recent.reached(UpdateReader.device(record.key()).orElse(""), record.timestamp());
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        if (newest > Long.MIN_VALUE) {
            output.emitWatermark(new Watermark(newest - time.outOfOrderness().toMillis() - 1));
        }
    }
}
