package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.settings.OptimizerName;
import org.junit.jupiter.api.Test;

class ServerStepTest {

    /** 20 in all, floor 0.25: no covered parameter is divided by less than 5. */
    @Test
    void apply_coverageFloor_dividesByAtLeastThatShareOfTheTotal() {
        ServerStep step = new ServerStep(TestSettings.defaults().setCoverageFloor(0.25).build());
        ShardModel model = new ShardModel(new float[3], step);
        step.apply(model, new float[] {10, 10, 10}, new double[] {20, 2, 0}, 20, 1);
        assertThat(model.parameters).containsExactly(0.5f, 2, 0);
    }

    @Test
    void apply_withoutCoverageFloor_dividesByTheCoverage() {
        ServerStep step = new ServerStep(TestSettings.defaults().build());
        ShardModel model = new ShardModel(new float[3], step);
        step.apply(model, new float[] {10, 10, 10}, new double[] {20, 2, 0}, 20, 1);
        assertThat(model.parameters).containsExactly(0.5f, 5, 0);
    }

    @Test
    void apply_averaging_followsTheVersionsWithoutChangingThem() {
        AggregationSettings.Builder settings = TestSettings.defaults();
        ServerStep plain = new ServerStep(settings.build());
        ServerStep averaging = new ServerStep(settings.setAveragingDecay(0.9).build());
        ShardModel without = new ShardModel(new float[] {1, 1}, plain);
        ShardModel with = new ShardModel(new float[] {1, 1}, averaging);
        double average = 1;
        for (int version = 1; version <= 5; version++) {
            plain.apply(without, new float[] {version, 9}, new double[] {2, 0}, 2, version);
            averaging.apply(with, new float[] {version, 9}, new double[] {2, 0}, 2, version);
            average += (1 - 0.9) * (with.parameters[0] - average);
            assertThat((double) with.averaged[0]).isCloseTo(average, within(1e-6));
            assertThat(with.averaged[1]).isEqualTo(1);
        }
        assertThat(with.parameters).isEqualTo(without.parameters);
        assertThat(without.averaged).isEmpty();
    }

    @Test
    void apply_nonFiniteComponents_areCounted() {
        ServerStep step = new ServerStep(TestSettings.defaults().build());
        ShardModel model = new ShardModel(new float[2], step);
        assertThat(step.apply(model, new float[] {Float.NaN, 1}, new double[] {1, 1}, 1, 1))
                .isEqualTo(1);
        assertThat(model.parameters).containsExactly(0, 1);
    }

    /** Else the average would be infinite at this version, and NaN from the next on. */
    @Test
    void apply_averageTooFarFromTheVersion_staysAndIsCounted() {
        ServerStep step = new ServerStep(TestSettings.defaults().setAveragingDecay(0.9).build());
        ShardModel model = new ShardModel(new float[] {3e38f, 1}, step);
        model.averaged[0] = -3e38f;

        for (int version = 1; version <= 2; version++) {
            assertThat(step.apply(model, new float[2], new double[] {1, 1}, 1, version))
                    .isEqualTo(1);
            assertThat(model.averaged).containsExactly(-3e38f, 1);
        }
        assertThat(step.add(model, ServerStep.noStep(2))).isEqualTo(1);
    }

    @Test
    void newShard_rmsprop_keepsOneMoment() {
        ServerStep step =
                new ServerStep(
                        TestSettings.defaults()
                                .setServerOptimizer(
                                        TestSettings.optimizer(OptimizerName.RMSPROP).build())
                                .build());
        assertThat(new ShardModel(new float[4], step).moments).isEqualTo(new float[1][4]);
    }
}
