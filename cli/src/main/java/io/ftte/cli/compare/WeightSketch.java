package io.ftte.cli.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * How weights are distributed, in memory that does not grow with their number: each is kept to
 * three significant digits.
 */
final class WeightSketch {
    private static final MathContext KEPT = new MathContext(3, RoundingMode.HALF_EVEN);

    private final TreeMap<Double, Long> counts = new TreeMap<>();
    private long count;
    private double sum;

    void add(double weight) {
        counts.merge(rounded(weight), 1L, Long::sum);
        count++;
        sum += weight;
    }

    private static double rounded(double weight) {
        return Double.isFinite(weight) ? new BigDecimal(weight).round(KEPT).doubleValue() : weight;
    }

    /** NaN without any. */
    double mean() {
        return sum / count;
    }

    /**
     * The weights at 0, 1, …, 100 percent of the contributions, ascending: of n sorted ones, that
     * of rank ⌈n·p/100⌉, and the smallest at 0.
     *
     * @return 101 numbers, NaN without any
     */
    double[] percentiles() {
        double[] percentiles = new double[101];
        if (count == 0) {
            Arrays.fill(percentiles, Double.NaN);
            return percentiles;
        }
        int percent = 0;
        long below = 0;
        for (Map.Entry<Double, Long> weight : counts.entrySet()) {
            below += weight.getValue();
            while (percent <= 100 && rank(percent) <= below) {
                percentiles[percent++] = weight.getKey();
            }
        }
        return percentiles;
    }

    private long rank(int percent) {
        return Math.max(1, (count * percent + 99) / 100);
    }
}
