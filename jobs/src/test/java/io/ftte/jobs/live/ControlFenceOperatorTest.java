package io.ftte.jobs.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.ControlFence;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.RecordCodec;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class ControlFenceOperatorTest {
    private static final String RUN = "this run";
    private static final byte[] VALUE = {1, 2, 3};

    @Test
    void watermark_beforeTheFence_isHeldBack() throws Exception {
        try (var harness = open()) {
            harness.processElement(record(0, "m/parameters/0", VALUE));
            harness.processWatermark(new Watermark(1_000));
            harness.processElement(record(1, "m/head", VALUE));
            harness.processElement(record(2, "m/plan/2", VALUE));
            harness.processElement(record(3, "m/settings/1", VALUE));
            assertThat(messages(harness))
                    .extracting(ControlMessage::modelId, ControlMessage::offset)
                    .containsExactly(
                            tuple("m", 0L), tuple("m", 1L), tuple("m", 2L), tuple("m", 3L));
            assertThat(isReleased(harness)).isFalse();

            harness.processElement(fence(4, RUN));
            assertThat(isReleased(harness)).isTrue();
        }
    }

    @Test
    void fence_ofAnotherRunOrUnreadable_isIgnored() throws Exception {
        try (var harness = open()) {
            harness.processElement(fence(0, "another run"));
            harness.processElement(record(1, ControlKey.FENCE, VALUE));
            harness.processElement(record(2, ControlKey.FENCE, new byte[0]));
            assertThat(harness.getOutput()).isEmpty();
        }
    }

    @Test
    void restore_afterTheFence_releasesAtOnce() throws Exception {
        try (var harness = restore(snapshotAfter(RUN))) {
            harness.setProcessingTime(1);
            assertThat(isReleased(harness)).isTrue();
        }
    }

    @Test
    void restore_fromAnotherRun_waitsForItsOwnFence() throws Exception {
        try (var harness = restore(snapshotAfter("another run"))) {
            harness.setProcessingTime(1);
            assertThat(isReleased(harness)).isFalse();
            harness.processElement(fence(9, RUN));
            assertThat(isReleased(harness)).isTrue();
        }
    }

    /** A job manager that recovers cannot see whether the state that it should have is there. */
    @Test
    void open_withoutTheStateThatItNeeds_endsTheJob() throws Exception {
        try (var harness = needingState()) {
            assertThatThrownBy(harness::open)
                    .isInstanceOf(SuppressRestartsException.class)
                    .hasRootCauseMessage("no state");
        }
        OperatorSubtaskState state = snapshotAfter(RUN);
        try (var harness = needingState()) {
            harness.initializeState(state);
            harness.open();
            harness.setProcessingTime(1);
            assertThat(isReleased(harness)).isTrue();
        }
    }

    /** In a cluster that would restart for ever. */
    @Test
    void run_withoutTheStateThatItNeeds_isNotRestarted() {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(
                        1,
                        new Configuration()
                                .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                                .set(
                                        RestartStrategyOptions
                                                .RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS,
                                        Integer.MAX_VALUE));
        env.fromData(
                        TypeInformation.of(RawRecord.class),
                        RawRecord.of(0, 0, 0, ControlKey.FENCE.getBytes(UTF_8), VALUE))
                .transform(
                        "control-fence",
                        TypeInformation.of(ControlMessage.class),
                        new ControlFenceOperator(RUN, Optional.of("no state")))
                .sinkTo(new DiscardingSink<>());

        assertThatThrownBy(env::execute).hasRootCauseMessage("no state");
    }

    @Test
    void tombstone_ofAHead_goesOn_ofAnythingElse_doesNot() throws Exception {
        try (var harness = open()) {
            harness.processElement(record(0, "m/parameters/0", new byte[0]));
            harness.processElement(record(1, "what", new byte[0]));
            harness.processElement(record(2, "a/b/head", new byte[0]));
            harness.processElement(record(3, "what", VALUE));
            assertThat(messages(harness))
                    .extracting(ControlMessage::modelId, message -> message.value().length)
                    .containsExactly(tuple("a/b", 0), tuple("what", VALUE.length));
        }
    }

    @Test
    void endOfABoundedTopic_releases() throws Exception {
        try (var harness = open()) {
            harness.processWatermark(Watermark.MAX_WATERMARK);
            assertThat(isReleased(harness)).isTrue();
        }
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, ControlMessage> open()
            throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<>(new ControlFenceOperator(RUN));
        harness.open();
        return harness;
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, ControlMessage> needingState()
            throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new ControlFenceOperator(RUN, Optional.of("no state")));
    }

    private static OneInputStreamOperatorTestHarness<RawRecord, ControlMessage> restore(
            OperatorSubtaskState state) throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<>(new ControlFenceOperator(RUN));
        harness.initializeState(state);
        harness.open();
        return harness;
    }

    private static OperatorSubtaskState snapshotAfter(String fence) throws Exception {
        try (var harness =
                new OneInputStreamOperatorTestHarness<>(new ControlFenceOperator(fence))) {
            harness.open();
            harness.processElement(fence(0, fence));
            return harness.snapshot(1, 1);
        }
    }

    private static StreamRecord<RawRecord> fence(long offset, String runId) {
        return record(offset, ControlKey.FENCE, RecordCodec.encode(new ControlFence(runId)));
    }

    private static StreamRecord<RawRecord> record(long offset, String key, byte[] value) {
        return new StreamRecord<>(RawRecord.of(0, offset, 0, key.getBytes(UTF_8), value));
    }

    private static boolean isReleased(
            OneInputStreamOperatorTestHarness<RawRecord, ControlMessage> harness) {
        return harness.getOutput().contains(Watermark.MAX_WATERMARK);
    }

    private static List<ControlMessage> messages(
            OneInputStreamOperatorTestHarness<RawRecord, ControlMessage> harness) {
        return harness.extractOutputValues();
    }
}
