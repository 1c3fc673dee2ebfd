package io.ftte.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ftte.schemas.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenseArchitectureTest {

    private final DenseArchitecture mlp = DenseArchitecture.of(64, 32, 10);

    @Test
    void tensors_twoLayers_lieAsInPyTorch() {
        assertThat(mlp.tensors())
                .containsExactly(
                        new Tensor("dense1/kernel", List.of(32, 64)),
                        new Tensor("dense1/bias", List.of(32)),
                        new Tensor("dense2/kernel", List.of(10, 32)),
                        new Tensor("dense2/bias", List.of(10)));
        assertThat(mlp.biasOffset(0)).isEqualTo(2048);
        assertThat(mlp.kernelOffset(1)).isEqualTo(2080);
        assertThat(mlp.parameterCount()).isEqualTo(2410);
    }

    @Test
    void initialParameters_kernel_hasHeVarianceAndZeroBias() {
        float[] parameters = mlp.initialParameters(Seeds.generator(1, 0));

        double squares = 0;
        for (int i = 0; i < 2048; i++) {
            squares += parameters[i] * parameters[i];
        }
        assertThat(squares / 2048).isCloseTo(2.0 / 64, within(0.005));
        for (int i = 2048; i < 2080; i++) {
            assertThat(parameters[i]).isZero();
        }
        assertThat(mlp.initialParameters(Seeds.generator(1, 0))).isEqualTo(parameters);
    }

    @Test
    void toJson_twoLayers_isTheLayerListOfARegistration() {
        assertThat(mlp.toJson())
                .isEqualTo(
                        "{\"input\":[64],\"layers\":["
                                + "{\"name\":\"dense1\",\"type\":\"dense\",\"units\":32,"
                                + "\"activation\":\"relu\"},"
                                + "{\"name\":\"dense2\",\"type\":\"dense\",\"units\":10}]}");
    }

    @Test
    void construct_oneSize_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> DenseArchitecture.of(64));
    }
}
