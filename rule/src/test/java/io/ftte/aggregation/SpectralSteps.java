package io.ftte.aggregation;

import static io.ftte.aggregation.SpectralModel.EPSILON;
import static io.ftte.aggregation.SpectralModel.RATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;

/** Sums of buffers, and what a step must make of them by sixty digits. */
final class SpectralSteps {
    private SpectralSteps() {}

    static float[] random(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int j = 0; j < count; j++) {
            values[j] = (float) random.nextGaussian();
        }
        return values;
    }

    static double[] all(int count, double divisor) {
        double[] divisors = new double[count];
        Arrays.fill(divisors, divisor);
        return divisors;
    }

    /** Means of a layer at the front of the vector, the bias as last column. */
    static double[][] matrix(float[] sum, int outputs, int inputs, double divisor) {
        double[][] matrix = new double[outputs][inputs + 1];
        for (int i = 0; i < outputs; i++) {
            for (int k = 0; k < inputs; k++) {
                matrix[i][k] = (float) (1 / divisor) * sum[i * inputs + k];
            }
            matrix[i][inputs] = (float) (1 / divisor) * sum[outputs * inputs + i];
        }
        return matrix;
    }

    static double[][] columns(double[][] matrix, int... columns) {
        return Arrays.stream(matrix)
                .map(row -> Arrays.stream(columns).mapToDouble(c -> row[c]).toArray())
                .toArray(double[][]::new);
    }

    /** Of a 4-column layer or one whose inputs are all listed. */
    static void assertStep(float[] stepped, double[][] means, int... inputs) {
        int n = means[0].length;
        double rate = RATE * Math.sqrt(Math.max(1, (double) n / means.length));
        int layerInputs = inputs[inputs.length - 1] + 1;
        assertRows(stepped, BigMatrix.dampedPolar(means, EPSILON), rate, layerInputs, inputs);
    }

    /** Kernel columns {@code inputs} and the bias of a layer at the front of the vector. */
    static void assertRows(
            float[] stepped, double[][] direction, double rate, int layerInputs, int... inputs) {
        for (int output = 0; output < direction.length; output++) {
            for (int i = 0; i < inputs.length; i++) {
                assertThat(stepped[output * layerInputs + inputs[i]])
                        .as("output %d, input %d", output, inputs[i])
                        .isCloseTo((float) (rate * direction[output][i]), within(1e-7f));
            }
            assertThat(stepped[direction.length * layerInputs + output])
                    .as("bias %d", output)
                    .isCloseTo((float) (rate * direction[output][inputs.length]), within(1e-7f));
        }
    }
}
