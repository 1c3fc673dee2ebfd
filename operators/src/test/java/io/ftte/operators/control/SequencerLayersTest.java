package io.ftte.operators.control;

import static io.ftte.operators.fixtures.TestHeaders.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.LayerMatrix;
import io.ftte.aggregation.SpectralStep;
import io.ftte.operators.fixtures.SequencerFixture;
import io.ftte.operators.fixtures.TestHeaders;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.LayerCommand;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.text.ModelDefinition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What layers and shards hear of a version that is made by layers. Plan 1, which contributes,
 * trains 2,000 of the 3,000 parameters of the first layer; plan 2, which does not, the third layer.
 */
class SequencerLayersTest {
    private static final long T = TestModels.START;

    private SequencerFixture sequencer;

    @BeforeEach
    void closeOneVersion() throws Exception {
        sequencer = new SequencerFixture();
        sequencer.register(model()).send(whole("a", 0, T + 1)).watermark(T + 1);
    }

    private static ModelDefinition model() {
        return ModelDefinition.of(
                TestHeaders.MODEL,
                T,
                List.of(
                        new Tensor("wide", List.of(50, 60)),
                        new Tensor("bias", List.of(50)),
                        new Tensor("out", List.of(10, 50))),
                List.of(
                        new Plan(1, List.of(new TensorRange("wide", 0, 2_000)), null),
                        new Plan(2, List.of(new TensorRange("out", 0, 500)), null)),
                TestModels.spectral(1).setCoverageFloor(0.25).build(),
                new float[3_550],
                Optional.empty());
    }

    @AfterEach
    void close() throws Exception {
        sequencer.harness.close();
    }

    @Test
    void close_planOfOneLayer_tellsThatLayerAlone() {
        List<LayerCommand> commands = sequencer.side(Sequencer.LAYERS);
        assertThat(commands).hasSize(1);
        LayerCommand command = commands.get(0);
        assertThat(command.key().layer()).isZero();
        assertThat(command.version()).isEqualTo(1);
        assertThat(command.parts()).as("slices of 1,024").isEqualTo(2);
        assertThat(command.shards()).as("of the layer's three").containsExactly(0, 1);
        assertThat(command.shardSize()).isEqualTo(1_024);
        assertThat(command.planIds()).containsExactly(1);
        assertThat(command.divisors()).containsExactly(1);
        assertThat(command.layer()).isEqualTo(new LayerMatrix("wide", 0, 50, 60, false));
        assertThat(command.step()).isEqualTo(new SpectralStep(0.1, 1e-3, 0.25));
    }

    @Test
    void close_shards_waitForStepsOfLayersThatTouchThem() {
        List<ShardCommand> steps =
                sequencer.shardCommands().stream()
                        .filter(command -> command.kind() == ShardCommand.Kind.STEP)
                        .toList();
        assertThat(steps).extracting(command -> command.key().shard()).containsExactly(0, 1, 2, 3);
        assertThat(steps)
                .as("the last two publish, and nothing of them was trained")
                .extracting(ShardCommand::parts)
                .containsExactly(1, 1, 0, 0);
    }

    @Test
    void close_slices_cutAtLayers() {
        List<SliceCommand> closes =
                sequencer.harness.extractOutputValues().stream()
                        .filter(command -> command.kind() != SliceCommand.Kind.ADMIT)
                        .toList();
        assertThat(closes)
                .extracting(SliceCommand::kind)
                .containsExactly(SliceCommand.Kind.CLOSE_LAYERS, SliceCommand.Kind.CLOSE_LAYERS);
        assertThat(closes.get(0).segments()).containsExactly(0, 0, 0, 1_024);
        assertThat(closes.get(1).segments()).containsExactly(0, 0, 1_024, 976);
    }

    @Test
    void register_modelOfAnotherOptimizer_tellsNoLayer() throws Exception {
        SequencerFixture other = new SequencerFixture();
        other.register(SequencerFixture.model(1)).send(whole("a", 0, T + 1)).watermark(T + 1);
        assertThat(other.side(Sequencer.LAYERS)).isEmpty();
        assertThat(other.shardCommands()).extracting(ShardCommand::parts).contains(1);
        other.harness.close();
    }
}
