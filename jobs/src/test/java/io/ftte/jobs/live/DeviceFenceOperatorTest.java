package io.ftte.jobs.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.ControlFence;
import io.ftte.schemas.wire.RecordCodec;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class DeviceFenceOperatorTest {
    private static final String RUN = "this run";
    private static final int PARTITIONS = 2;
    private static final byte[] VALUE = {1, 2, 3};

    @Test
    void profiles_beforeTheFenceOfEachPartition_holdEventTimeBack() throws Exception {
        try (var harness = open()) {
            harness.setProcessingTime(1);
            harness.processElement(profile(0));
            harness.processElement(fence(0, RUN));
            harness.processElement(fence(0, RUN));
            harness.processElement(fence(1, "another run"));
            harness.processElement(record(1, "", VALUE));
            harness.processElement(profile(1));
            assertThat(isReleased(harness)).isFalse();

            harness.processElement(fence(1, RUN));
            assertThat(isReleased(harness)).isTrue();
            harness.processElement(profile(1));
            assertThat(harness.extractOutputValues()).hasSize(3);
        }
    }

    @Test
    void restore_behindAllFences_releasesAtOnce() throws Exception {
        try (var harness = restore(snapshot(RUN, 0, 1))) {
            harness.setProcessingTime(1);
            assertThat(isReleased(harness)).isTrue();
        }
    }

    @Test
    void restore_betweenFencesOrFromAnotherRun_waitsForTheRest() throws Exception {
        try (var harness = restore(snapshot(RUN, 0))) {
            harness.setProcessingTime(1);
            assertThat(isReleased(harness)).isFalse();
            harness.processElement(fence(1, RUN));
            assertThat(isReleased(harness)).isTrue();
        }
        try (var harness = restore(snapshot("another run", 0, 1))) {
            harness.setProcessingTime(1);
            harness.processElement(fence(1, RUN));
            assertThat(isReleased(harness)).isFalse();
        }
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, RawRecord> open() throws Exception {
        var harness = harness(RUN);
        harness.open();
        return harness;
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, RawRecord> restore(
            OperatorSubtaskState state) throws Exception {
        var harness = harness(RUN);
        harness.initializeState(state);
        harness.open();
        return harness;
    }

    private static OperatorSubtaskState snapshot(String run, int... partitions) throws Exception {
        try (var harness = harness(run)) {
            harness.open();
            for (int partition : partitions) {
                harness.processElement(fence(partition, run));
            }
            return harness.snapshot(1, 1);
        }
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, RawRecord> harness(String run)
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(new DeviceFenceOperator(run, PARTITIONS));
    }

    private static StreamRecord<RawRecord> profile(int partition) {
        return record(partition, "device-1", VALUE);
    }

    private static StreamRecord<RawRecord> fence(int partition, String runId) {
        return record(partition, "", RecordCodec.encode(new ControlFence(runId)));
    }

    private static StreamRecord<RawRecord> record(int partition, String key, byte[] value) {
        return new StreamRecord<>(RawRecord.of(partition, 0, 0, key.getBytes(UTF_8), value));
    }

    private static boolean isReleased(
            OneInputStreamOperatorTestHarness<RawRecord, RawRecord> harness) {
        return harness.getOutput().contains(Watermark.MAX_WATERMARK);
    }
}
