package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.settings.OptimizerName;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The real ND4J against the formulas that it documents, on partly covered parameters. */
class Nd4jOptimizerTest {
    private static final int COUNT = 9;

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"SGD", "RMSPROP", "SPECTRAL"})
    void step_fiveVersionsPartlyCovered_agreesWithTheFormula(OptimizerName name) {
        ServerStep step = new ServerStep(settings(name));
        ShardModel model = new ShardModel(ones(), step);
        ReferenceOptimizer reference = new ReferenceOptimizer(name, ones());
        for (int version = 1; version <= 5; version++) {
            step.apply(model, sum(version), divisor(version), 5, version);
            reference.step(sum(version), divisor(version), version);
            for (int j = 0; j < COUNT; j++) {
                assertThat((double) model.parameters[j])
                        .as("parameter %d of version %d", j, version)
                        .isCloseTo(reference.parameters[j], within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"SGD", "RMSPROP", "SPECTRAL"})
    void step_uncovered_keepsParameterAndMoments(OptimizerName name) {
        ServerStep step = new ServerStep(settings(name));
        ShardModel model = new ShardModel(ones(), step);
        step.apply(model, sum(1), new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1}, 5, 1);
        ShardModel before = copy(model);
        double[] divisor = divisor(2);
        step.apply(model, sum(2), divisor.clone(), 5, 2);
        for (int j = 0; j < COUNT; j++) {
            boolean kept = model.parameters[j] == before.parameters[j];
            assertThat(kept).isEqualTo(divisor[j] == 0);
            for (int m = 0; m < model.moments.length; m++) {
                if (divisor[j] == 0) {
                    assertThat(model.moments[m][j]).isEqualTo(before.moments[m][j]);
                }
            }
            assertThat(model.moments[0][j] == before.moments[0][j]).isEqualTo(kept);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"SGD", "RMSPROP", "SPECTRAL"})
    void step_continuedFromCopiedArrays_equalsUndisturbed(OptimizerName name) {
        ServerStep step = new ServerStep(settings(name));
        ShardModel undisturbed = new ShardModel(ones(), step);
        ShardModel resumed = new ShardModel(ones(), step);
        for (int version = 1; version <= 5; version++) {
            if (version == 4) {
                resumed = copy(resumed);
                step = new ServerStep(settings(name));
            }
            step.apply(undisturbed, sum(version), divisor(version), 5, version);
            step.apply(resumed, sum(version), divisor(version), 5, version);
        }
        assertThat(resumed.parameters).isEqualTo(undisturbed.parameters);
        assertThat(resumed.moments).isDeepEqualTo(undisturbed.moments);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"SGD", "RMSPROP", "SPECTRAL"})
    void step_notFinite_isCountedAndKeepsParameterAndMoments(OptimizerName name) {
        ServerStep step = new ServerStep(settings(name));
        ShardModel model = new ShardModel(ones(), step);
        ShardModel before = copy(model);
        float[] sum = new float[COUNT];
        sum[2] = Float.NaN;
        sum[4] = Float.POSITIVE_INFINITY;
        sum[6] = 1;
        double[] divisor = new double[COUNT];
        divisor[2] = divisor[4] = divisor[6] = 1;
        assertThat(step.apply(model, sum, divisor, 3, 1)).isEqualTo(2);
        assertThat(model.parameters[6]).isNotEqualTo(1);
        for (int j : new int[] {2, 4}) {
            assertThat(model.parameters[j]).isEqualTo(1);
            for (int m = 0; m < model.moments.length; m++) {
                assertThat(model.moments[m][j]).isEqualTo(before.moments[m][j]);
            }
        }
    }

    /** 10²⁰ squared is no float32: the moment would be infinite and the parameter frozen. */
    @ParameterizedTest
    @EnumSource(names = {"ADAM", "AMSGRAD", "ADAGRAD"})
    void step_momentNotFinite_isCountedAndKeepsIt(OptimizerName name) {
        ServerStep step = new ServerStep(settings(name));
        ShardModel model = new ShardModel(new float[1], step);
        ShardModel before = copy(model);
        assertThat(step.apply(model, new float[] {1e20f}, new double[] {1}, 1, 1)).isEqualTo(1);
        assertThat(model.moments).isDeepEqualTo(before.moments);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"SGD", "RMSPROP", "SPECTRAL"})
    void step_nothingCovered_changesNothing(OptimizerName name) {
        ServerStep step = new ServerStep(settings(name));
        ShardModel model = new ShardModel(ones(), step);
        assertThat(step.apply(model, sum(1), new double[COUNT], 0, 1)).isZero();
        assertThat(model.parameters).containsOnly(1);
    }

    private static AggregationSettings settings(OptimizerName name) {
        return TestSettings.defaults()
                .setServerLearningRate(ReferenceOptimizer.RATE)
                .setServerOptimizer(TestSettings.optimizer(name).build())
                .build();
    }

    private static float[] sum(int version) {
        Random random = new Random(version);
        float[] sum = new float[COUNT];
        for (int j = 0; j < COUNT; j++) {
            sum[j] = (float) random.nextGaussian();
        }
        return sum;
    }

    private static double[] divisor(int version) {
        double[] divisor = new double[COUNT];
        for (int j = 0; j < COUNT; j++) {
            divisor[j] = (j + version) % 3 == 0 ? 0 : 1 + j % 4;
        }
        return divisor;
    }

    private static float[] ones() {
        return new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1};
    }

    private static ShardModel copy(ShardModel model) {
        ShardModel copy = new ShardModel();
        copy.parameters = model.parameters.clone();
        copy.averaged = model.averaged.clone();
        copy.moments = new float[model.moments.length][];
        for (int m = 0; m < copy.moments.length; m++) {
            copy.moments[m] = model.moments[m].clone();
        }
        return copy;
    }
}
