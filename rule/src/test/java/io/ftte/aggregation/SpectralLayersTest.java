package io.ftte.aggregation;

import static io.ftte.aggregation.SpectralSteps.all;
import static io.ftte.aggregation.SpectralSteps.assertStep;
import static io.ftte.aggregation.SpectralSteps.matrix;
import static io.ftte.aggregation.SpectralSteps.random;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.SpectralStep.LayerStep;
import io.ftte.network.Activation;
import io.ftte.network.Conv1d;
import io.ftte.network.Conv2d;
import io.ftte.network.Dense;
import io.ftte.network.DepthwiseConv2d;
import io.ftte.network.Flatten;
import io.ftte.network.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** How a layer of each kind lies in the matrix of the spectral step. */
class SpectralLayersTest {

    @Test
    void step_depthwiseConvolution_hasARowForEachChannel() {
        SpectralModel model =
                SpectralModel.of(
                        Shape.of(2, 3, 3),
                        new DepthwiseConv2d("w", 3, 0, Activation.NONE),
                        new Flatten(),
                        new Dense("d", 1, Activation.NONE));
        float[] sum = random(7, 2 * 9 + 2 + 3);
        float[] stepped = model.step(sum, all(sum.length, 1));
        assertStep(stepped, matrix(sum, 2, 9, 1), 0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(stepped[20]).as("the next layer, 1 × 3").isNotZero();
    }

    @Test
    void step_twoLayers_takesEachByItself() {
        SpectralModel model =
                SpectralModel.of(
                        Shape.of(1, 3),
                        new Conv1d("c", 2, 2, 0, Activation.NONE),
                        new Flatten(),
                        new Dense("d", 3, Activation.NONE));
        float[] sum = random(8, 6 + 15);
        for (int j = 0; j < 6; j++) {
            sum[j] *= 1_000;
        }
        float[] stepped = model.step(sum, all(sum.length, 1));
        assertStep(Arrays.copyOf(stepped, 6), matrix(sum, 2, 2, 1), 0, 1);
        assertStep(
                Arrays.copyOfRange(stepped, 6, 21),
                matrix(Arrays.copyOfRange(sum, 6, 21), 3, 4, 1),
                0,
                1,
                2,
                3);
    }

    @Test
    void step_convolution_hasTheWindowOfEachInputAsColumns() {
        SpectralModel model =
                SpectralModel.of(
                        Shape.of(2, 2, 2),
                        new Conv2d("c", 3, 2, 0, Activation.NONE),
                        new Flatten(),
                        new Dense("d", 1, Activation.NONE));
        float[] sum = random(9, 3 * 8 + 3 + 4);
        assertStep(
                model.step(sum, all(sum.length, 1)), matrix(sum, 3, 8, 1), 0, 1, 2, 3, 4, 5, 6, 7);
    }

    /** As a job steps: places count from the layer's first parameter. */
    @Test
    void of_oneLayer_isTheSameAsInTheWhole() {
        SpectralModel model =
                SpectralModel.of(
                        Shape.of(5),
                        new Dense("one", 4, Activation.NONE),
                        new Dense("two", 3, Activation.NONE));
        float[] sum = random(13, 24 + 15);
        LayerStep step =
                SpectralStep.of(model.settings())
                        .orElseThrow()
                        .of(
                                ModelLayers.of(model.head()).get(1),
                                Arrays.copyOfRange(sum, 24, 39),
                                all(15, 1),
                                1);
        assertThat(step.values())
                .isEqualTo(Arrays.copyOfRange(model.step(sum, all(39, 1)), 24, 39));
    }
}
