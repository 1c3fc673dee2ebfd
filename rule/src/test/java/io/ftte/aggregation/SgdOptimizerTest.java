package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ftte.schemas.settings.OptimizerName;
import org.junit.jupiter.api.Test;

class SgdOptimizerTest {
    private final SgdOptimizer optimizer = new SgdOptimizer(0.5);

    @Test
    void step_covered_addsLearningRateTimesMean() {
        ShardModel model = model(1, 2, 3);
        long nonFinite = optimizer.step(model, new float[] {4, -6, 1}, new double[] {4, 3, 10}, 1);
        assertThat(nonFinite).isZero();
        assertThat(model.parameters).containsExactly(new float[] {1.5f, 1, 3.05f}, within(1e-6f));
    }

    @Test
    void step_uncovered_keepsTheParameter() {
        ShardModel model = model(1, 2);
        optimizer.step(model, new float[] {9, 4}, new double[] {0, 4}, 1);
        assertThat(model.parameters).containsExactly(1, 2.5f);
    }

    @Test
    void step_notFinite_isCountedAndKeepsTheParameter() {
        ShardModel model = model(1, 2, Float.MAX_VALUE, 4, 5);
        float[] sum = {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE, 2, Float.NaN};
        long nonFinite = optimizer.step(model, sum, new double[] {1, 1, 0.5, 1, 0}, 1);
        assertThat(nonFinite).as("an uncovered one does not count").isEqualTo(3);
        assertThat(model.parameters).containsExactly(1, 2, Float.MAX_VALUE, 5, 5);
    }

    private static ShardModel model(float... parameters) {
        ServerStep step =
                new ServerStep(
                        TestSettings.defaults()
                                .setServerOptimizer(
                                        TestSettings.optimizer(OptimizerName.SGD).build())
                                .build());
        return new ShardModel(parameters, step);
    }
}
