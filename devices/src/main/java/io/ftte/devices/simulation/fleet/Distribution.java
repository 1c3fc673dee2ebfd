package io.ftte.devices.simulation.fleet;

import java.util.random.RandomGenerator;

/**
 * A distribution of positive numbers by name.
 *
 * @param a its first parameter, see {@link Law}
 * @param b its second parameter, for the uniform law
 */
public record Distribution(Law law, double a, double b) {
    /** The named laws and what their parameters mean. */
    public enum Law {
        /** Always a. */
        CONSTANT,
        /** Between a and b. */
        UNIFORM,
        /** 1 + |N(0, a)|: what FedBuff (Nguyen et al. 2022) measured in a real fleet. */
        HALF_NORMAL,
        /** Smallest value 1, tail index a. */
        PARETO,
        /** 1 plus an exponential of mean a. */
        EXPONENTIAL,
        /** e^N(0, a). */
        LOGNORMAL
    }

    /** {@code IllegalArgumentException}, one line, when a parameter is out of range. */
    public Distribution {
        if (!(a >= 0 && a < 1e6) || (a == 0 && (law == Law.CONSTANT || law == Law.PARETO))) {
            throw new IllegalArgumentException(
                    "a parameter of a distribution must be above 0 and below 1,000,000, got " + a);
        }
        if (law == Law.UNIFORM && !(a > 0 && b >= a && b < 1e6)) {
            throw new IllegalArgumentException(
                    "a uniform distribution needs 0 < from <= to < 1,000,000, got "
                            + a
                            + " and "
                            + b);
        }
    }

    public static Distribution constant(double value) {
        return new Distribution(Law.CONSTANT, value, 0);
    }

    public static Distribution uniform(double from, double to) {
        return new Distribution(Law.UNIFORM, from, to);
    }

    public static Distribution lognormal(double sigma) {
        return new Distribution(Law.LOGNORMAL, sigma, 0);
    }

    /** One draw, above 0. */
    public double draw(RandomGenerator random) {
        return switch (law) {
            case CONSTANT -> a;
            case UNIFORM -> a + (b - a) * random.nextDouble();
            case HALF_NORMAL -> 1 + Math.abs(a * random.nextGaussian());
            case PARETO -> StrictMath.pow(1 - random.nextDouble(), -1 / a);
            case EXPONENTIAL -> 1 - a * StrictMath.log(1 - random.nextDouble());
            case LOGNORMAL -> StrictMath.exp(a * random.nextGaussian());
        };
    }
}
