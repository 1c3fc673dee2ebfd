package io.ftte.aggregation.robust;

import java.util.ArrayList;
import java.util.List;

/**
 * Comparators that bring the numbers of two ranks to their places, whatever the numbers are: those
 * of Batcher's merge exchange (Knuth, "The Art of Computer Programming", 5.2.2, algorithm M) on
 * which these places depend. Many coordinates go through it at once, without a branch.
 */
final class SelectionNetwork {
    private final int rows;
    private final int low;

    /** Of each row the numbers as they are so far: as they came, or as they are sorted. */
    private final float[][] current;

    private final List<Comparator> comparators = new ArrayList<>();

    /**
     * Of two rows, of which the first gets the smaller numbers.
     *
     * @param keepsLower whether anything depends on the smaller numbers
     * @param keepsUpper the same of the larger ones
     */
    private record Comparator(int lower, int upper, boolean keepsLower, boolean keepsUpper) {}

    /**
     * @param rows numbers of a coordinate, at least 2
     * @param low rank from 0 of the one that is asked for; the other has that rank from the end
     */
    SelectionNetwork(int rows, int low) {
        this.rows = rows;
        this.low = low;
        this.current = new float[rows][];
        sort();
        prune();
    }

    private void sort() {
        int highest = Integer.highestOneBit(Math.max(1, rows - 1));
        for (int p = highest; p > 0; p /= 2) {
            int r = 0;
            int d = p;
            for (int q = highest; q >= p; q /= 2) {
                for (int i = 0; i < rows - d; i++) {
                    if ((i & p) == r) {
                        comparators.add(new Comparator(i, i + d, true, true));
                    }
                }
                d = q - p;
                r = p;
            }
        }
    }

    /** From the end on: what no place asked for depends on is not compared, or not kept. */
    private void prune() {
        boolean[] needed = new boolean[rows];
        needed[low] = true;
        needed[rows - 1 - low] = true;
        for (int i = comparators.size() - 1; i >= 0; i--) {
            int lower = comparators.get(i).lower;
            int upper = comparators.get(i).upper;
            comparators.set(i, new Comparator(lower, upper, needed[lower], needed[upper]));
            boolean either = needed[lower] || needed[upper];
            needed[lower] = either;
            needed[upper] = either;
        }
        comparators.removeIf(one -> !one.keepsLower && !one.keepsUpper);
    }

    boolean isOf(int otherRows, int otherLow) {
        return rows == otherRows && low == otherLow;
    }

    /**
     * Sorts as far as is asked for, and leaves what came as it is.
     *
     * @param numbers by row and coordinate; none is NaN
     * @param sorted of the same lengths; gets the numbers of the two ranks in their rows, and
     *     anything in others
     * @param coordinates of each row, from 0 on
     */
    void apply(float[][] numbers, float[][] sorted, int coordinates) {
        System.arraycopy(numbers, 0, current, 0, rows);
        // By index: iterators would be allocated, one a block.
        for (int i = 0; i < comparators.size(); i++) {
            Comparator one = comparators.get(i);
            float[] a = current[one.lower];
            float[] b = current[one.upper];
            if (one.keepsLower && one.keepsUpper) {
                sort(a, b, sorted[one.lower], sorted[one.upper], coordinates);
            } else if (one.keepsLower) {
                smaller(a, b, sorted[one.lower], coordinates);
            } else {
                larger(a, b, sorted[one.upper], coordinates);
            }
            current[one.lower] = sorted[one.lower];
            current[one.upper] = sorted[one.upper];
        }
    }

    private static void sort(float[] a, float[] b, float[] lower, float[] upper, int coordinates) {
        for (int j = 0; j < coordinates; j++) {
            float x = a[j];
            float y = b[j];
            lower[j] = Math.min(x, y);
            upper[j] = Math.max(x, y);
        }
    }

    private static void smaller(float[] a, float[] b, float[] lower, int coordinates) {
        for (int j = 0; j < coordinates; j++) {
            lower[j] = Math.min(a[j], b[j]);
        }
    }

    private static void larger(float[] a, float[] b, float[] upper, int coordinates) {
        for (int j = 0; j < coordinates; j++) {
            upper[j] = Math.max(a[j], b[j]);
        }
    }
}
