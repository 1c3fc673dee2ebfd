package io.ftte.selection.search;

/**
 * Which gains a depth can have at all. Where gains are whole numbers, as numbers of parameters are,
 * they are that of the smallest plan and some steps of one size; this sharpens a bound.
 */
final class GainSteps {
    /** Whole numbers of this size are exact, and so are sums of some. */
    private static final double MOST = 1L << 40;

    private final double least;
    private final double rounding;

    /** 0 where gains are no whole numbers. */
    private final long step;

    /**
     * @param lowest of each layer the first option that it may take
     * @param first layer that trains
     * @param rounding by which bounds may be wrong
     */
    GainSteps(PlanCosts costs, int[] lowest, int first, double rounding) {
        this.rounding = rounding;
        least = least(costs, lowest, first);
        step = step(costs, lowest, first);
    }

    /** Of the smallest plan. */
    static double least(PlanCosts costs, int[] lowest, int first) {
        double gain = costs.biases(first);
        for (int layer = first; layer < costs.layers(); layer++) {
            gain += costs.of(layer).gains()[lowest[layer]];
        }
        return gain;
    }

    private static long step(PlanCosts costs, int[] lowest, int first) {
        long divisor = 0;
        for (int layer = first; layer < costs.layers(); layer++) {
            double[] gains = costs.of(layer).gains();
            for (int i = lowest[layer]; i < gains.length; i++) {
                double more = gains[i] - gains[lowest[layer]];
                if (more != Math.rint(more) || Math.abs(more) > MOST) {
                    return 0;
                }
                divisor = greatestDivisor(divisor, (long) Math.abs(more));
            }
        }
        return divisor;
    }

    private static long greatestDivisor(long one, long other) {
        return other == 0 ? one : greatestDivisor(other, one % other);
    }

    /** The largest gain that a bound allows. */
    double atMost(double bound) {
        return step == 0 ? bound : least + step * Math.floor((bound - least + rounding) / step);
    }
}
