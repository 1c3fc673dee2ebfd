package io.ftte.operators.control;

import static io.ftte.operators.fixtures.TestHeaders.LENGTH;
import static io.ftte.operators.fixtures.TestHeaders.MODEL;
import static io.ftte.operators.fixtures.TestHeaders.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.SequencerFixture;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.schemas.settings.RobustMean;
import io.ftte.schemas.text.ModelDefinition;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A model with a robust rule at the Sequencer; its plan of 2,000 components has two slices. */
class RobustModelTest {
    private static final long T = TestModels.START;

    private final SequencerFixture sequencer = fixture();

    private static SequencerFixture fixture() {
        try {
            return new SequencerFixture().register(model());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static ModelDefinition model() {
        return TestModels.model(
                MODEL,
                SequencerFixture.PARAMETERS,
                TestModels.ofRobust(3, RobustMean.MEDIAN).build(),
                1,
                TestModels.plan(1, 0, LENGTH));
    }

    @AfterEach
    void close() throws Exception {
        sequencer.harness.close();
    }

    @Test
    void close_robustModel_tellsEachSliceToMakeTheSumBeforeItHandsItOn() throws Exception {
        sequencer
                .send(whole("a", 0, T + 1), whole("b", 0, T + 2), whole("c", 0, T + 3))
                .watermark(T + 3);

        assertThat(sequencer.commands())
                .containsExactly(
                        "KEEP 0 slice 0",
                        "KEEP 0 slice 1",
                        "KEEP 1 slice 0",
                        "KEEP 1 slice 1",
                        "KEEP 2 slice 0",
                        "KEEP 2 slice 1",
                        "REDUCE 3 slice 0",
                        "CLOSE 4 slice 0",
                        "REDUCE 3 slice 1",
                        "CLOSE 4 slice 1");
        List<SliceCommand> reduces =
                sequencer.harness.extractOutputValues().stream()
                        .filter(command -> command.kind() == SliceCommand.Kind.REDUCE)
                        .toList();
        assertThat(reduces).extracting(SliceCommand::length).containsExactly(1024, LENGTH - 1024);
        assertThat(reduces).extracting(SliceCommand::trim).containsOnly(0.5);
    }

    /** A buffer is made by one rule: the open one by that which it opened with. */
    @Test
    void settings_inMidBuffer_holdFromTheNextOn() throws Exception {
        sequencer.send(whole("a", 0, T + 1)).watermark(T + 1);
        sequencer.control(TestModels.newSettings(MODEL, 1, 0, TestModels.settings(1)));
        sequencer
                .send(whole("b", 0, T + 2), whole("c", 0, T + 3), whole("d", 0, T + 4))
                .watermark(T + 4);

        assertThat(sequencer.commands())
                .filteredOn(command -> command.contains("slice 0"))
                .extracting(command -> command.split(" of ")[0])
                .containsExactly(
                        "KEEP 0 slice 0",
                        "KEEP 1 slice 0",
                        "KEEP 2 slice 0",
                        "REDUCE 3 slice 0",
                        "CLOSE 4 slice 0",
                        "ADMIT 5 slice 0",
                        "CLOSE 6 slice 0");
    }
}
