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
import java.util.Map;
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
        var watermarks = of(PartitionWatermarks.perSplit(RECORDS));
        watermarks.onPeriodicEmit(output);
        assertThat(output.emitted).isEmpty();
        event(watermarks, 0, 2_000);
        event(watermarks, 0, 1_000);
        watermarks.onPeriodicEmit(output);
        assertThat(output.emitted).containsExactly(1_499L);
    }

    @Test
    void split_recordWithoutTime_doesNotCount() {
        var watermarks = of(PartitionWatermarks.perSplit(RECORDS));
        watermarks.onEvent(
                RawRecord.withoutTime(0, 0, NONE, NONE, "no time"), RawRecord.NO_TIME, output);
        watermarks.onPeriodicEmit(output);
        assertThat(output.emitted).isEmpty();
    }

    @Test
    void ticked_oneDeviceAhead_movesNothing() {
        var watermarks = of(PartitionWatermarks.perSplit(TICKS));
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
        var watermarks = of(PartitionWatermarks.perSplit(TICKS));
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

    @Test
    void recording_untilEveryPartitionWasHeardOf_waits() {
        var watermarks = of(PartitionWatermarks.ofRecording(RECORDS, Map.of(0, 2L, 1, 2L)));
        event(watermarks, 0, 9_000);
        watermarks.onPeriodicEmit(output);
        assertThat(output.emitted).isEmpty();
        event(watermarks, 1, 3_000);
        watermarks.onPeriodicEmit(output);
        assertThat(output.emitted).containsExactly(2_499L);
    }

    @Test
    void recording_partitionThatHasEnded_holdsNobodyBack() {
        var watermarks = of(PartitionWatermarks.ofRecording(RECORDS, Map.of(0, 2L, 1, 1L)));
        event(watermarks, 0, 9_000);
        event(watermarks, 1, 3_000);
        watermarks.onPeriodicEmit(output);
        assertThat(output.emitted).containsExactly(8_499L);
        event(watermarks, 0, 10_000);
        watermarks.onPeriodicEmit(output);
        assertThat(output.emitted.get(output.emitted.size() - 1)).isEqualTo(9_499L);
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
