package io.ftte.operators.control;

import static io.ftte.operators.fixtures.TestHeaders.LENGTH;
import static io.ftte.operators.fixtures.TestHeaders.MODEL;
import static io.ftte.operators.fixtures.TestHeaders.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.control.privacy.VersionNoise;
import io.ftte.operators.fixtures.SequencerFixture;
import io.ftte.operators.fixtures.TestKeys;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A private model at the Sequencer, whose plan of 2,000 components has two slices. */
class PrivateModelTest {
    private static final long T = TestModels.START;

    private SequencerFixture sequencer;

    @BeforeEach
    void open() throws Exception {
        sequencer = new SequencerFixture().register(model(2));
    }

    @AfterEach
    void close() throws Exception {
        sequencer.harness.close();
    }

    private static ModelDefinition model(int bufferSize) {
        return TestModels.model(
                MODEL,
                SequencerFixture.PARAMETERS,
                TestModels.ofPrivate(bufferSize).build(),
                1,
                TestModels.plan(1, 0, LENGTH));
    }

    private String detail() throws Exception {
        List<OutputRecord> refused = sequencer.side(Sequencer.REJECTED);
        return RecordCodec.decode(refused.get(0).value(), Rejection.class).getDetail();
    }

    @Test
    void close_privateModel_tellsEachSliceItsNoiseBeforeItHandsTheSumOn() throws Exception {
        sequencer.send(whole("a", 0, T + 1), whole("b", 0, T + 2)).watermark(T + 2);

        assertThat(sequencer.commands())
                .containsExactly(
                        "ADMIT_ROUNDED 0 slice 0",
                        "ADMIT_ROUNDED 0 slice 1",
                        "ADMIT_ROUNDED 1 slice 0",
                        "ADMIT_ROUNDED 1 slice 1",
                        "NOISE 2 slice 0",
                        "CLOSE 3 slice 0",
                        "NOISE 2 slice 1",
                        "CLOSE 3 slice 1");
        List<SliceCommand> noises =
                sequencer.harness.extractOutputValues().stream()
                        .filter(command -> command.kind() == SliceCommand.Kind.NOISE)
                        .toList();
        assertThat(noises).extracting(SliceCommand::length).containsExactly(1024, LENGTH - 1024);
        assertThat(noises).extracting(SliceCommand::version).containsOnly(1L);
        assertThat(noises).extracting(SliceCommand::keyId).containsOnly(TestKeys.KEY.id());
        assertThat(noises.get(0).nonce()).hasSize(32).isEqualTo(noises.get(1).nonce());
    }

    @Test
    void close_privateModel_tellsTheLedgerWhatWasSpent() throws Exception {
        sequencer.send(whole("a", 0, T + 1), whole("b", 0, T + 2)).watermark(T + 2);
        sequencer.send(whole("a", 1, T + 3), whole("c", 0, T + 4)).watermark(T + 4);

        List<VersionNoise> noises =
                sequencer.side(Sequencer.LEDGER).stream()
                        .filter(command -> command.version() > 0)
                        .map(LedgerCommand::noise)
                        .toList();
        assertThat(noises.get(0).spent().devices()).isEqualTo(2);
        assertThat(noises.get(1).spent().devices()).isEqualTo(3);
        assertThat(noises.get(1).spent().epsilonLargest())
                .isGreaterThan(noises.get(1).spent().epsilonMedian())
                .isGreaterThan(noises.get(0).spent().epsilonLargest());
        assertThat(noises.get(0).nonce()).isNotEqualTo(noises.get(1).nonce());
    }

    @Test
    void decide_deviceInTheOpenBufferOrBeyondItsBudget_isRefused() throws Exception {
        sequencer.send(whole("a", 0, T + 1), whole("a", 1, T + 2)).watermark(T + 2);
        assertThat(sequencer.rejections()).containsExactly("IN_BUFFER a 1");
        for (int i = 2; i < 40; i++) {
            long time = T + 10L * i;
            sequencer.send(whole("other-" + i, 0, time), whole("a", i, time + 1));
            sequencer.watermark(time + 1);
        }
        assertThat(sequencer.rejections()).contains("PRIVACY_BUDGET a 39");
    }

    @Test
    void removal_privateModel_leavesWhatWasSpent() throws Exception {
        sequencer.send(whole("a", 0, T + 1), whole("b", 0, T + 2)).watermark(T + 2);
        sequencer.control(TestModels.tombstone(MODEL));
        sequencer.register(model(2));
        sequencer.send(whole("a", 1, T + 3), whole("b", 1, T + 4)).watermark(T + 4);

        List<LedgerCommand> commands = sequencer.side(Sequencer.LEDGER);
        VersionNoise again = commands.get(commands.size() - 1).noise();
        assertThat(again.spent().devices()).isEqualTo(2);
        assertThat(again.spent().epsilonLargest())
                .isGreaterThan(commands.get(1).noise().spent().epsilonLargest());
    }

    @Test
    void register_withoutAKey_isRefusedAndSaysWhatToDo() throws Exception {
        sequencer.harness.close();
        sequencer = new SequencerFixture(TestKeys.NONE).register(model(2));

        assertThat(sequencer.rejections()).containsExactly("MALFORMED");
        assertThat(detail())
                .contains(
                        "privacy-key-file",
                        "FTTE_PRIVACY_KEY",
                        "remove the model and publish it again")
                .doesNotContain("\n");
        OperatorSubtaskState snapshot = sequencer.harness.snapshot(1, 1);
        sequencer.harness.close();
        sequencer = new SequencerFixture(snapshot);
        sequencer.harness.processWatermark2(Watermark.MAX_WATERMARK);
        sequencer.control(TestModels.tombstone(MODEL));
        sequencer.register(model(2)).send(whole("a", 0, T + 1)).watermark(T + 1);
        assertThat(sequencer.rejections()).isEmpty();
        assertThat(sequencer.commands()).contains("ADMIT_ROUNDED 0 slice 0");
    }

    @Test
    void register_withoutAKey_leavesOtherModelsAlone() throws Exception {
        sequencer.harness.close();
        sequencer = new SequencerFixture(TestKeys.NONE).register(SequencerFixture.model(2));
        sequencer.send(whole("a", 0, T + 1)).watermark(T + 1);
        assertThat(sequencer.commands()).contains("ADMIT 0 slice 0 of 0");
    }

    @Test
    void restart_withoutTheKey_failsWithTheNextUpdateInOneLine() throws Exception {
        sequencer.send(whole("a", 0, T + 1)).watermark(T + 1);
        OperatorSubtaskState snapshot = sequencer.harness.snapshot(1, 1);
        sequencer.harness.close();
        sequencer = new SequencerFixture(snapshot, TestKeys.NONE);
        sequencer.harness.processWatermark2(Watermark.MAX_WATERMARK);
        assertThatThrownBy(() -> sequencer.send(whole("b", 0, T + 2)).watermark(T + 2))
                .hasStackTraceContaining(
                        "model m is private, and since the restart there is no key: name its file"
                                + " with privacy-key-file, or set the environment variable"
                                + " FTTE_PRIVACY_KEY, on every task manager");
    }

    @Test
    void restart_inMidBuffer_keepsBooksAndNonce() throws Exception {
        sequencer.send(whole("a", 0, T + 1), whole("b", 0, T + 2)).watermark(T + 2);
        sequencer.send(whole("a", 1, T + 3)).watermark(T + 3);
        OperatorSubtaskState snapshot = sequencer.harness.snapshot(1, 1);
        VersionNoise undisturbed = next();
        sequencer.harness.close();
        sequencer = new SequencerFixture(snapshot);
        sequencer.harness.processWatermark2(Watermark.MAX_WATERMARK);
        VersionNoise restored = next();

        assertThat(restored.nonce()).isEqualTo(undisturbed.nonce());
        assertThat(restored.spent()).isEqualTo(undisturbed.spent());
        assertThat(restored.spent().devices()).isEqualTo(3);
    }

    private VersionNoise next() throws Exception {
        sequencer.send(whole("c", 0, T + 4)).watermark(T + 4);
        List<LedgerCommand> commands = sequencer.side(Sequencer.LEDGER);
        return commands.get(commands.size() - 1).noise();
    }
}
