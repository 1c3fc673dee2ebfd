package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.network.Activation;
import io.ftte.schemas.network.Dense;
import io.ftte.schemas.network.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelLayersTest {
    /** 3,030 parameters, then 310. */
    private static final SpectralModel MODEL =
            SpectralModel.of(
                    Shape.of(100),
                    new Dense("one", 30, Activation.RELU),
                    new Dense("two", 10, Activation.NONE));

    @Test
    void of_network_coversTheParameters() {
        assertThat(ModelLayers.of(MODEL.head()))
                .containsExactly(
                        new LayerMatrix("one", 30, 100, 0, 3_000),
                        new LayerMatrix("two", 10, 30, 3_030, 3_330));
    }

    @Test
    void within_aRange_countsFromItsFirst() {
        assertThat(ModelLayers.within(MODEL.head(), 3_030, 3_340))
                .containsExactly(new LayerMatrix("two", 10, 30, 0, 300));
    }

    @Test
    void checkRegistration_noArchitecture_saysWhatToAdd() {
        ModelRegistration head =
                ModelRegistration.newBuilder(MODEL.head()).setArchitecture(null).build();
        assertRefused(head, "needs the layers of m: add its architecture, or take");
    }

    @Test
    void checkRegistration_architectureThatIsNone_isNamed() {
        ModelRegistration head =
                ModelRegistration.newBuilder(MODEL.head()).setArchitecture("{}").build();
        assertRefused(head, "architecture");
    }

    @Test
    void checkRegistration_otherTensors_saysToLeaveThemOut() {
        ModelRegistration head =
                ModelRegistration.newBuilder(MODEL.head())
                        .setTensors(List.of(new Tensor("w", List.of(3_340))))
                        .build();
        assertRefused(head, "leave tensors out, or take serverOptimizer rmsprop");
    }

    @Test
    void checkRegistration_sideOverTheLimit_namesTheLayer() {
        SpectralModel large =
                SpectralModel.of(Shape.of(1_024), new Dense("big", 1_025, Activation.NONE));
        assertRefused(
                large.head(),
                "layer big is 1,025 × 1,025; serverOptimizer spectral takes a smaller side of at"
                        + " most 1,024");
        SpectralModel wide =
                SpectralModel.of(Shape.of(1_500), new Dense("wide", 1_024, Activation.NONE));
        assertThatCode(() -> ServerStep.checkRegistration(wide.head())).doesNotThrowAnyException();
    }

    @Test
    void checkRegistration_layerInTwoShards_namesTheSizeThatHolds() {
        assertThatThrownBy(() -> ServerStep.checkRegistration(MODEL.head(), layout(1_024)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "layer one lies in more than one shard, which serverOptimizer spectral"
                                + " cannot step: raise shard-size from 1024 to 4096, or take"
                                + " serverOptimizer rmsprop");
        assertThatCode(() -> ServerStep.checkRegistration(MODEL.head(), layout(4_096)))
                .doesNotThrowAnyException();
    }

    @Test
    void checkRegistration_otherOptimizer_asksForNothing() {
        ModelRegistration head =
                ModelRegistration.newBuilder(MODEL.head())
                        .setAggregation(TestSettings.defaults().build())
                        .setArchitecture(null)
                        .build();
        assertThatCode(() -> ServerStep.checkRegistration(head, layout(1_024)))
                .doesNotThrowAnyException();
    }

    private static ModelLayout layout(int shardSize) {
        return new ModelLayout(MODEL.head(), 1_024, shardSize);
    }

    private static void assertRefused(ModelRegistration head, String reason) {
        assertThatThrownBy(() -> ServerStep.checkRegistration(head))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("\n");
    }
}
