package io.ftte.operators.planning;

import java.util.HashMap;
import java.util.Map;

/**
 * Fisher scores by tensor group. Each device's are scaled to sum 1, so that none outweighs another,
 * and kept as whole multiples of 2⁻⁴⁰, so that sums over devices are exact in any order and a
 * device's part can be taken back.
 */
public final class Sensitivities {
    private static final double UNIT = 1L << 40;

    private Sensitivities() {}

    /**
     * A device's scores, scaled; empty where it sent none.
     *
     * @throws IllegalArgumentException one line, where one is negative or not finite, or all are 0
     */
    public static Map<String, Long> scaled(Map<String, Float> scores) {
        double sum = 0;
        for (Map.Entry<String, Float> score : scores.entrySet()) {
            if (!(score.getValue() >= 0 && Float.isFinite(score.getValue()))) {
                throw new IllegalArgumentException(
                        "the sensitivity of "
                                + score.getKey()
                                + " is "
                                + score.getValue()
                                + "; send finite numbers from 0 on");
            }
            sum += score.getValue();
        }
        if (!scores.isEmpty() && sum == 0) {
            throw new IllegalArgumentException("all sensitivities are 0; send none instead");
        }
        Map<String, Long> scaled = new HashMap<>();
        for (Map.Entry<String, Float> score : scores.entrySet()) {
            scaled.put(score.getKey(), Math.round(score.getValue() / sum * UNIT));
        }
        return scaled;
    }

    /** Adds a device's part to the sums, or takes it back with sign −1. */
    static void add(Map<String, Long> sums, Map<String, Long> part, int sign) {
        part.forEach((group, score) -> sums.merge(group, sign * score, Long::sum));
    }

    /** The mean over the devices, as gains. */
    static Map<String, Double> gains(Map<String, Long> sums, int devices) {
        Map<String, Double> gains = new HashMap<>();
        sums.forEach((group, sum) -> gains.put(group, sum / UNIT / devices));
        return gains;
    }
}
