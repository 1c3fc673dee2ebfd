package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RmsPropOptimizerTest {
    private static final double RATE = 0.1;
    private static final double DECAY = 0.99;
    private static final double EPSILON = 1e-3;

    private final RmsPropOptimizer optimizer = new RmsPropOptimizer(RATE, DECAY, EPSILON);

    @Test
    void step_fiveVersionsPartlyCovered_agreesWithTheFormula() {
        Random random = new Random(3);
        int n = 6;
        ShardModel model = model(new float[n]);
        double[] theta = new double[n];
        double[] s = new double[n];
        for (int version = 1; version <= 5; version++) {
            float[] sum = new float[n];
            double[] divisor = new double[n];
            for (int j = 0; j < n; j++) {
                sum[j] = (float) random.nextGaussian();
                divisor[j] = (j + version) % 3 == 0 ? 0 : 1 + random.nextInt(5);
                if (divisor[j] > 0) {
                    double mean = sum[j] / divisor[j];
                    s[j] = DECAY * s[j] + (1 - DECAY) * mean * mean;
                    double corrected = s[j] / (1 - Math.pow(DECAY, version));
                    theta[j] += RATE * mean / (Math.sqrt(corrected) + EPSILON);
                }
            }
            assertThat(optimizer.step(model, sum, divisor, version)).isZero();
            for (int j = 0; j < n; j++) {
                assertThat((double) model.parameters[j]).isCloseTo(theta[j], within(1e-6));
                assertThat((double) model.moments[0][j]).isCloseTo(s[j], within(1e-7));
            }
        }
    }

    @Test
    void step_notFinite_isCountedAndKeepsParameterAndMoment() {
        ShardModel model = model(1, 2, 3, 4);
        model.moments[0] = new float[] {5, 6, 7, 0};
        float[] sum = {Float.NaN, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, 1};
        long nonFinite = optimizer.step(model, sum, new double[] {1, 1, 1, 1}, 1);
        assertThat(nonFinite).isEqualTo(3);
        assertThat(model.parameters).startsWith(1, 2, 3).hasSize(4);
        assertThat(model.parameters[3]).isCloseTo(4.0999f, within(1e-4f));
        assertThat(model.moments[0]).startsWith(5, 6, 7);
    }

    private static ShardModel model(float... parameters) {
        ShardModel model = new ShardModel();
        model.parameters = parameters;
        model.moments = new float[1][parameters.length];
        return model;
    }
}
