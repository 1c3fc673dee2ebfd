package io.ftte.operators.data;

import java.util.Arrays;

/** Sums of several plans over one range of parameters, and the divisor of each parameter. */
final class RangeSums {
    private int from;
    private float[] sum = {};
    private double[] divisor = {};

    /**
     * All zero. The memory of an earlier range is used again.
     *
     * @param from first index of the range
     */
    void begin(int from, int length) {
        this.from = from;
        if (sum.length < length) {
            sum = new float[length];
            divisor = new double[length];
        } else {
            Arrays.fill(sum, 0, length, 0);
            Arrays.fill(divisor, 0, length, 0);
        }
    }

    /**
     * Adds a plan's sum; plans are to come in ascending id.
     *
     * @param segments pairs (index in the model's parameters, count), in the order of the values
     * @param z of the plan
     */
    void add(int[] segments, float[] values, double z) {
        int at = 0;
        for (int i = 0; i < segments.length; i += 2) {
            int start = segments[i] - from;
            int end = start + segments[i + 1];
            for (int j = start; j < end; j++) {
                sum[j] += values[at++];
                divisor[j] += z;
            }
        }
    }

    /** At least as long as the range. */
    float[] sum() {
        return sum;
    }

    /** Likewise. */
    double[] divisor() {
        return divisor;
    }

    /** Z of a plan that contributed. */
    static double divisorOf(int planId, int[] planIds, double[] divisors) {
        int place = Arrays.binarySearch(planIds, planId);
        if (place < 0) {
            throw new IllegalStateException(
                    "a sum of plan " + planId + ", which did not contribute");
        }
        return divisors[place];
    }

    /** Σ Z, in the order of the plans. */
    static double total(double[] divisors) {
        double total = 0;
        for (double z : divisors) {
            total += z;
        }
        return total;
    }
}
