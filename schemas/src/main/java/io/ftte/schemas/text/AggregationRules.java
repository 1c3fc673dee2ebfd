package io.ftte.schemas.text;

import io.ftte.schemas.AgeFunction;
import io.ftte.schemas.AgeSettings;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ServerOptimizer;

/**
 * The ranges in which aggregation settings keep every factor of a weight at most 1 and every step
 * defined; fails with an {@link IllegalArgumentException} that names the setting.
 */
final class AggregationRules {

    private AggregationRules() {}

    static void check(AggregationSettings settings) {
        atLeast(1, settings.getBufferSize(), "bufferSize");
        positive(settings.getServerLearningRate(), "serverLearningRate");
        check(settings.getAge());
        notNegative(settings.getVariance().getExponent(), "variance.exponent");
        atLeast(1, settings.getVariance().getWindow(), "variance.window");
        atLeast(1, settings.getVariance().getMinimum(), "variance.minimum");
        atLeast(1, settings.getMaxExamples(), "maxExamples");
        if (settings.getClipNorm() != null) {
            positive(settings.getClipNorm(), "clipNorm");
        }
        atLeast(0, settings.getMaxStaleness(), "maxStaleness");
        check(settings.getServerOptimizer());
        if (settings.getAveragingDecay() != null) {
            fraction(settings.getAveragingDecay(), "averaging.decay");
        }
        double floor = settings.getCoverageFloor();
        require(floor >= 0 && floor <= 1, "coverageFloor", "from 0 to 1", floor);
    }

    private static void check(AgeSettings age) {
        notNegative(age.getExponent(), "age.exponent");
        notNegative(age.getSlope(), "age.slope");
        notNegative(age.getThreshold(), "age.threshold");
        notNegative(age.getRate(), "age.rate");
        if (age.getHalfLifeMs() != null) {
            positive(age.getHalfLifeMs(), "age.halfLifeMs");
        } else if (age.getFunction() == AgeFunction.HALF_LIFE) {
            throw new IllegalArgumentException(
                    "age.halfLifeMs is missing, the half-life function needs it");
        }
    }

    private static void check(ServerOptimizer optimizer) {
        fraction(optimizer.getDecay(), "serverOptimizer.decay");
        positive(optimizer.getEpsilon(), "serverOptimizer.epsilon");
        fraction(optimizer.getMomentum(), "serverOptimizer.momentum");
        fraction(optimizer.getBeta1(), "serverOptimizer.beta1");
        fraction(optimizer.getBeta2(), "serverOptimizer.beta2");
    }

    private static void atLeast(long minimum, long value, String name) {
        if (value < minimum) {
            throw new IllegalArgumentException(
                    name + " must be at least " + minimum + ", not " + value);
        }
    }

    private static void positive(double value, String name) {
        require(value > 0 && Double.isFinite(value), name, "above 0", value);
    }

    private static void notNegative(double value, String name) {
        require(value >= 0 && Double.isFinite(value), name, "at least 0", value);
    }

    private static void fraction(double value, String name) {
        require(value >= 0 && value < 1, name, "at least 0 and below 1", value);
    }

    private static void require(boolean condition, String name, String range, double value) {
        if (!condition) {
            throw new IllegalArgumentException(name + " must be " + range + ", not " + value);
        }
    }
}
