package io.ftte.aggregation.privacy;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The discrete Gaussian N_Z(0, D²): an integer n with probability proportional to exp(−n²/(2D²)),
 * drawn by inversion from 128 uniform bits. Canonne, Kamath and Steinke, "The Discrete Gaussian for
 * Differential Privacy" (2020), show that it gives the privacy of the continuous one.
 *
 * <p>127 of the bits choose the magnitude by its distribution function in fixed point, one the
 * sign. Each entry of that function is right to 2^-128, so the whole distribution is within 2^-110
 * of the true one in total variation, which adds nothing that counts to any δ. The largest
 * magnitude is the first whose tail is below 2^-128, less than 14 deviations.
 *
 * <p>Made once per JVM, when it is first needed, in some 0.1 s; 2 MB. Immutable.
 */
final class DiscreteGaussian {
    /** D. */
    static final int DEVIATION = 8192;

    /** Binary digits behind the point while the table is made. */
    private static final int SCALE = 256;

    /** Binary digits of an entry. */
    private static final int DIGITS = 127;

    /** The first so many bits of a number say between which two magnitudes it lies. */
    private static final int GUIDE_BITS = 15;

    /** P(|n| ≤ k) by k: the upper 64 digits, so that signed order is the order of the numbers. */
    private final long[] high;

    /** The lower 63 digits. */
    private final long[] low;

    /** By the first bits: the magnitude of the least number that begins with them. */
    private final int[] guide = new int[(1 << GUIDE_BITS) + 1];

    private static final class Once {
        private static final DiscreteGaussian TABLE = new DiscreteGaussian();
    }

    static DiscreteGaussian table() {
        return Once.TABLE;
    }

    private DiscreteGaussian() {
        BigInteger[] distribution = distribution();
        high = new long[distribution.length];
        low = new long[distribution.length];
        for (int k = 0; k < distribution.length; k++) {
            high[k] = ordered(distribution[k].shiftRight(DIGITS - Long.SIZE).longValue());
            low[k] = distribution[k].longValue() & Long.MAX_VALUE;
        }
        int magnitude = 0;
        for (int bits = 0; bits < guide.length - 1; bits++) {
            long least = ordered((long) bits << (Long.SIZE - GUIDE_BITS));
            while (magnitude < high.length && high[magnitude] < least
                    || magnitude < high.length && high[magnitude] == least && low[magnitude] == 0) {
                magnitude++;
            }
            guide[bits] = magnitude;
        }
        guide[guide.length - 1] = high.length;
    }

    /**
     * P(|n| ≤ k) for k = 0, 1, … as multiples of 2^-127, rounded; those that are 1 left out.
     *
     * <p>exp(−(k+1)²/(2D²)) is exp(−k²/(2D²)) · r_k with r_k = exp(−(2k+1)/(2D²)) = r_(k−1) ·
     * exp(−1/D²). After k steps the error is below k² · 2^-256.
     */
    static BigInteger[] distribution() {
        BigInteger one = BigInteger.ONE.shiftLeft(SCALE);
        BigInteger ratio = exponential(2L * DEVIATION * DEVIATION);
        BigInteger change = exponential((long) DEVIATION * DEVIATION);
        BigInteger weight = one;
        BigInteger sum = BigInteger.ZERO;
        BigInteger[] sums = new BigInteger[MOST];
        for (int k = 0; k < MOST; k++) {
            sum = sum.add(k == 0 ? weight : weight.shiftLeft(1));
            sums[k] = sum;
            weight = weight.multiply(ratio).shiftRight(SCALE);
            ratio = ratio.multiply(change).shiftRight(SCALE);
        }
        BigInteger certain = BigInteger.ONE.shiftLeft(DIGITS);
        int known = 0;
        BigInteger[] distribution = new BigInteger[MOST];
        for (BigInteger upTo : sums) {
            BigInteger entry =
                    upTo.shiftLeft(DIGITS + 1).divide(sum).add(BigInteger.ONE).shiftRight(1);
            if (entry.compareTo(certain) >= 0) {
                return Arrays.copyOf(distribution, known);
            }
            distribution[known++] = entry;
        }
        throw new IllegalStateException("the tail beyond " + MOST + " is not below 2^-128");
    }

    /** Weights beyond are below 2^-180 of the first one: nothing at this precision. */
    private static final int MOST = 16 * DEVIATION;

    /** exp(−1/n) in fixed point, by its series. */
    private static BigInteger exponential(long n) {
        BigInteger divisor = BigInteger.valueOf(n);
        BigInteger term = BigInteger.ONE.shiftLeft(SCALE + Long.SIZE);
        BigInteger sum = BigInteger.ZERO;
        for (int i = 1; term.signum() != 0; i++) {
            sum = sum.add(term);
            term = term.negate().divide(divisor.multiply(BigInteger.valueOf(i)));
        }
        return sum.shiftRight(Long.SIZE);
    }

    /**
     * Draws one integer.
     *
     * @param upper 64 uniform bits
     * @param lower 64 more: the last one is the sign
     */
    int draw(long upper, long lower) {
        long number = ordered(upper);
        int cell = (int) (upper >>> (Long.SIZE - GUIDE_BITS));
        int from = guide[cell];
        int to = guide[cell + 1];
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (number < high[middle] || number == high[middle] && lower >>> 1 < low[middle]) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return (lower & 1) == 0 ? from : -from;
    }

    /** Turns the order of unsigned numbers into that of signed ones. */
    private static long ordered(long unsigned) {
        return unsigned ^ Long.MIN_VALUE;
    }
}
