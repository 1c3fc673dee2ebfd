package io.ftte.jobs.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.intake.EventTime;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.Tick;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.junit.jupiter.api.Test;

class PartitionWatermarksTest {
    private static final Duration BOUND = Duration.ofMillis(500);
    private static final EventTime RECORDS = EventTime.ofRecords(BOUND);
    private static final EventTime TICKS = new EventTime(BOUND, Duration.ofSeconds(60), true);
    private static final byte[] NONE = {};

    private final Output output = new Output();

    @Test
    void split_afterARecord_isTheNewestTimeMinusTheBoundMinusOne() {
        var watermarks = of(PartitionWatermarks.of(RECORDS));
        watermarks.onPeriodicEmit(output);
        assertThat(output.emitted).isEmpty();
        event(watermarks, 0, 2_000);
        event(watermarks, 0, 1_000);
        watermarks.onPeriodicEmit(output);
        assertThat(output.emitted).containsExactly(1_499L);
    }

    @Test
    void split_recordWithoutTime_doesNotCount() {
        var watermarks = of(PartitionWatermarks.of(RECORDS));
        watermarks.onEvent(
                RawRecord.withoutTime(0, 0, NONE, NONE, "no time"), RawRecord.NO_TIME, output);
        watermarks.onPeriodicEmit(output);
        assertThat(output.emitted).isEmpty();
    }

    @Test
    void ticked_oneDeviceAhead_movesNothing() {
        var watermarks = of(PartitionWatermarks.of(TICKS));
        device(watermarks, "ahead", 59_000);
        watermarks.onPeriodicEmit(output);
        assertThat(output.emitted).isEmpty();
        watermarks.onEvent(
                RawRecord.of(0, 0, 2_000, NONE, RecordCodec.encode(new Tick(1_000L))),
                2_000,
                output);
        device(watermarks, "ahead", 59_000);
        watermarks.onPeriodicEmit(output);
        assertThat(output.emitted).containsExactly(1_499L);
    }

    /** As on the way through a backlog, in which nobody ticked. */
    @Test
    void ticked_allOfEightDevicesAgree_movesWithTheSlowest() {
        var watermarks = of(PartitionWatermarks.of(TICKS));
        for (int i = 0; i < 8; i++) {
            device(watermarks, "device-" + i, 10_000 + i);
        }
        watermarks.onPeriodicEmit(output);
        assertThat(output.emitted).containsExactly(9_499L);
    }

    private void device(WatermarkGenerator<RawRecord> watermarks, String device, long time) {
        byte[] key = device.getBytes(StandardCharsets.UTF_8);
        watermarks.onEvent(RawRecord.of(0, 0, time, key, NONE), time, output);
    }

    private static WatermarkGenerator<RawRecord> of(WatermarkStrategy<RawRecord> strategy) {
        return strategy.createWatermarkGenerator(null);
    }

    private void event(WatermarkGenerator<RawRecord> watermarks, int partition, long time) {
        watermarks.onEvent(RawRecord.of(partition, 0, time, NONE, NONE), time, output);
    }

    private static final class Output implements WatermarkOutput {
        private final List<Long> emitted = new ArrayList<>();

        @Override
        public void emitWatermark(Watermark watermark) {
            emitted.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
            throw new AssertionError("never idle");
        }

        @Override
        public void markActive() {
            throw new AssertionError("never idle");
        }
    }
}
