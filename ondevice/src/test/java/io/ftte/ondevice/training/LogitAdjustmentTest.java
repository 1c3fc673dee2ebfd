package io.ftte.ondevice.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.network.Activation;
import io.ftte.network.Dense;
import io.ftte.network.Network;
import io.ftte.network.Shape;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.data.SeededInts;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogitAdjustmentTest {
    private static final Network MLP =
            new Network(
                    Shape.of(64),
                    List.of(
                            new Dense("dense1", 16, Activation.RELU),
                            new Dense("dense2", 10, Activation.NONE)));
    private static final int CLASSES = 10;
    private static final int BIAS = MLP.parameterCount() - CLASSES;

    /** Nine examples of class 2, one of class 5. */
    private final Dataset skewed =
            new Dataset(new float[10 * 64], new int[] {2, 2, 2, 2, 2, 2, 2, 2, 2, 5}, 64, CLASSES);

    @Test
    void of_sharesOfTheDevice_areLogarithmsOfTheMixture() {
        float[] offsets = LogitAdjustment.of(skewed, CLASSES);

        assertThat(offsets).hasSize(CLASSES);
        assertThat(offsets[2]).isEqualTo((float) Math.log(0.95 * 0.9 + 0.005));
        assertThat(offsets[5]).isEqualTo((float) Math.log(0.95 * 0.1 + 0.005));
        assertThat(offsets[0]).isEqualTo((float) Math.log(0.005));
    }

    @Test
    void train_blankExamples_movesTheBiasesOfAbsentClassesLittle() {
        float[] plain = biases(false);
        float[] adjusted = biases(true);

        // All that blank examples can teach is how many of each class there are.
        assertThat(plain[0]).isLessThan(-0.01f);
        assertThat(adjusted[0]).isGreaterThan(plain[0] / 5);
        assertThat(adjusted[2]).isLessThan(plain[2] / 5);
    }

    private float[] biases(boolean adjusted) {
        TrainingSettings settings = new TrainingSettings(5, 10, 0.1f).withLogitAdjustment(adjusted);
        float[] delta =
                new LocalTrainer(MLP, settings)
                        .train(
                                new float[MLP.parameterCount()],
                                TrainableSubset.all(1, MLP.parameterCount()),
                                skewed,
                                SeededInts.of(1, 0));
        float[] biases = new float[CLASSES];
        System.arraycopy(delta, BIAS, biases, 0, CLASSES);
        return biases;
    }
}
