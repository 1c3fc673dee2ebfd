package io.ftte.schemas.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ftte.network.Activation;
import io.ftte.network.Conv2d;
import io.ftte.network.Dense;
import io.ftte.network.Flatten;
import io.ftte.network.MaxPool;
import io.ftte.network.Network;
import io.ftte.network.Shape;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class HeNormalTest {

    @Test
    void parameters_ofASeed_areDrawnTensorByTensor() {
        float[] parameters = HeNormal.parameters(small(), 7);
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);

        for (int i = 0; i < 72; i++) {
            assertThat(parameters[i])
                    .isEqualTo((float) (Math.sqrt(2.0 / 18) * random.nextGaussian()));
        }
        assertThat(parameters).hasSize(127);
        assertThat(List.of(parameters[72], parameters[75], parameters[124])).containsOnly(0f);
        assertThat(parameters[76]).isEqualTo((float) (Math.sqrt(2.0 / 16) * random.nextGaussian()));
    }

    @Test
    void parameters_ofAWideLayer_haveVarianceTwoOverFanIn() {
        Network network =
                new Network(Shape.of(100), List.of(new Dense("d", 1000, Activation.NONE)));
        float[] parameters = HeNormal.parameters(network, 1);

        double squares = 0;
        for (int i = 0; i < 100_000; i++) {
            squares += parameters[i] * parameters[i];
        }
        assertThat(squares / 100_000).isCloseTo(0.02, within(0.0003));
    }

    /** 2 channels of 4×4, a convolution to 4 and a classifier of 3; 76 + 51 parameters. */
    private static Network small() {
        return new Network(
                Shape.of(2, 4, 4),
                List.of(
                        new Conv2d("conv", 4, 3, 1, Activation.RELU),
                        new MaxPool(2),
                        new Flatten(),
                        new Dense("dense", 3, Activation.NONE)));
    }
}
