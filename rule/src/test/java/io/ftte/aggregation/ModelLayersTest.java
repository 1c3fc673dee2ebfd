package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.network.Activation;
import io.ftte.network.Dense;
import io.ftte.network.Shape;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.text.ModelDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
                        new LayerMatrix("one", 0, 30, 100, true),
                        new LayerMatrix("two", 3_030, 10, 30, true));
    }

    /** A vector is one column, and a scalar a vector of one. */
    @Test
    void of_tensorsAlone_takesEachByItself() {
        ModelRegistration head =
                withoutArchitecture(
                        new Tensor("conv", List.of(4, 2, 3, 3)),
                        new Tensor("scale", List.of(7)),
                        new Tensor("temperature", List.of()),
                        new Tensor("dense", List.of(5, 6)));
        assertThat(ModelLayers.of(head))
                .containsExactly(
                        new LayerMatrix("conv", 0, 4, 18, false),
                        new LayerMatrix("scale", 72, 7, 1, false),
                        new LayerMatrix("temperature", 79, 1, 1, false),
                        new LayerMatrix("dense", 80, 5, 6, false));
    }

    @Test
    void checkRegistration_vectorsAlone_saysWhatToGive() {
        assertRefused(
                withoutArchitecture(new Tensor("w", List.of(30)), new Tensor("b", List.of(4))),
                "no tensor of m has two axes: give the tensors their shapes, or an architecture");
    }

    @Test
    void checkRegistration_tensorOverTheLimit_isNamed() {
        assertRefused(
                withoutArchitecture(new Tensor("w", List.of(1_025, 5, 205))),
                "layer w is 1,025 × 1,025; serverOptimizer");
        ModelRegistration wide =
                withoutArchitecture(
                        new Tensor("w", List.of(1_024, 1_025)), new Tensor("b", List.of(5_000)));
        assertThatCode(() -> ServerStep.checkRegistration(wide)).doesNotThrowAnyException();
    }

    private static ModelRegistration withoutArchitecture(Tensor... tensors) {
        int count =
                Arrays.stream(tensors)
                        .mapToInt(t -> t.getShape().stream().reduce(1, (a, b) -> a * b))
                        .sum();
        return ModelDefinition.of(
                        "m",
                        0,
                        List.of(tensors),
                        List.of(),
                        SpectralModel.spectral().build(),
                        new float[count],
                        Optional.empty())
                .head();
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
        assertRefused(head, "leave tensors out, or take \"preset\": \"ftte-rmsprop\"");
    }

    @Test
    void checkRegistration_sideOverTheLimit_namesTheLayer() {
        SpectralModel large =
                SpectralModel.of(Shape.of(1_024), new Dense("big", 1_025, Activation.NONE));
        assertRefused(
                large.head(),
                "layer big is 1,025 × 1,025 with its bias; serverOptimizer spectral takes a smaller"
                        + " side of at most 1,024");
        SpectralModel wide =
                SpectralModel.of(Shape.of(1_500), new Dense("wide", 1_024, Activation.NONE));
        assertThatCode(() -> ServerStep.checkRegistration(wide.head())).doesNotThrowAnyException();
    }

    @Test
    void checkRegistration_otherOptimizer_asksForNothing() {
        ModelRegistration head =
                ModelRegistration.newBuilder(MODEL.head())
                        .setAggregation(TestSettings.defaults().build())
                        .setArchitecture(null)
                        .build();
        assertThatCode(() -> ServerStep.checkRegistration(head)).doesNotThrowAnyException();
    }

    private static void assertRefused(ModelRegistration head, String reason) {
        assertThatThrownBy(() -> ServerStep.checkRegistration(head))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("\n");
    }
}
