package io.ftte.aggregation.robust;

import java.util.Arrays;

/**
 * Comparators that bring the numbers of two ranks to their places, whatever the numbers are: those
 * of Batcher's merge exchange (Knuth, "The Art of Computer Programming", 5.2.2, algorithm M) on
 * which these places depend. Many coordinates go through it at once, without a branch.
 */
final class SelectionNetwork {
    private final int rows;
    private final int low;
    private int[] pairs = new int[64];
    private int size;

    /**
     * @param rows numbers of a coordinate, at least 1
     * @param low rank from 0 of the one that is asked for; the other has that rank from the end
     */
    SelectionNetwork(int rows, int low) {
        this.rows = rows;
        this.low = low;
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
                        add(i, i + d);
                    }
                }
                d = q - p;
                r = p;
            }
        }
    }

    private void add(int lower, int upper) {
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * size);
        }
        pairs[size++] = lower;
        pairs[size++] = upper;
    }

    /** From the end on: what no place asked for depends on is not compared. */
    private void prune() {
        boolean[] needed = new boolean[rows];
        needed[low] = true;
        needed[rows - 1 - low] = true;
        int from = size;
        for (int i = size - 2; i >= 0; i -= 2) {
            if (needed[pairs[i]] || needed[pairs[i + 1]]) {
                needed[pairs[i]] = true;
                needed[pairs[i + 1]] = true;
                pairs[--from] = pairs[i + 1];
                pairs[--from] = pairs[i];
            }
        }
        pairs = Arrays.copyOfRange(pairs, from, size);
        size = pairs.length;
    }

    boolean isOf(int otherRows, int otherLow) {
        return rows == otherRows && low == otherLow;
    }

    /**
     * Sorts as far as is asked for.
     *
     * @param numbers by row and coordinate; none is NaN
     * @param coordinates of each row, from 0 on
     */
    void apply(float[][] numbers, int coordinates) {
        for (int i = 0; i < size; i += 2) {
            compare(numbers[pairs[i]], numbers[pairs[i + 1]], coordinates);
        }
    }

    private static void compare(float[] lower, float[] upper, int coordinates) {
        for (int j = 0; j < coordinates; j++) {
            float a = lower[j];
            float b = upper[j];
            lower[j] = Math.min(a, b);
            upper[j] = Math.max(a, b);
        }
    }
}
