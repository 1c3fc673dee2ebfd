package io.ftte.aggregation.matrix;

import java.util.Arrays;

/**
 * Matrix products as sums of scaled rows. An entry is summed one product after the other, in
 * ascending order of the index that is summed over, however the work is cut into tiles.
 */
final class Products {
    /** Rows that stay in the second-level cache while they are added to many others. */
    private static final int TILE_ROWS = 32;

    private static final int TILE_COLUMNS = 256;

    private Products() {}

    /**
     * to[j] += Σ factors[k] · rows[k][j] over first ≤ k < last, for from ≤ j < end.
     *
     * <p>Four rows at a time: fewer loads, the same order.
     */
    static void addRows(
            double[] to,
            int from,
            int end,
            double[] factors,
            double[][] rows,
            int first,
            int last) {
        int k = first;
        for (; k + 4 <= last; k += 4) {
            addFour(to, from, end, factors, rows, k);
        }
        for (; k < last; k++) {
            addOne(to, from, end, factors[k], rows[k]);
        }
    }

    private static void addFour(
            double[] to, int from, int end, double[] factors, double[][] rows, int k) {
        double f0 = factors[k];
        double f1 = factors[k + 1];
        double f2 = factors[k + 2];
        double f3 = factors[k + 3];
        double[] r0 = rows[k];
        double[] r1 = rows[k + 1];
        double[] r2 = rows[k + 2];
        double[] r3 = rows[k + 3];
        for (int j = from; j < end; j++) {
            to[j] = to[j] + f0 * r0[j] + f1 * r1[j] + f2 * r2[j] + f3 * r3[j];
        }
    }

    private static void addOne(double[] to, int from, int end, double factor, double[] row) {
        for (int j = from; j < end; j++) {
            to[j] += factor * row[j];
        }
    }

    /** A·Aᵀ, of the size of A's rows; both halves are the same bits. */
    static double[][] gram(double[][] a) {
        int size = a.length;
        int columns = a[0].length;
        double[][] gram = new double[size][size];
        double[][] transposed = new double[columns][];
        double[][] tile = new double[TILE_ROWS][size];
        for (int first = 0; first < columns; first += TILE_ROWS) {
            int last = Math.min(columns, first + TILE_ROWS);
            for (int k = first; k < last; k++) {
                transposed[k] = tile[k - first];
            }
            transpose(a, transposed, first, last);
            for (int i = 0; i < size; i++) {
                addRows(gram[i], 0, i + 1, a[i], transposed, first, last);
            }
        }
        mirror(gram);
        return gram;
    }

    private static void transpose(double[][] a, double[][] transposed, int first, int last) {
        for (int i = 0; i < a.length; i++) {
            double[] row = a[i];
            for (int k = first; k < last; k++) {
                transposed[k][i] = row[k];
            }
        }
    }

    /** Σ weights[k] · v_k · v_kᵀ over the rows v_k. */
    static double[][] weighted(double[] weights, double[][] vectors) {
        int size = vectors.length;
        double[][] sum = new double[size][size];
        double[] factors = new double[size];
        for (int first = 0; first < size; first += TILE_ROWS) {
            int last = Math.min(size, first + TILE_ROWS);
            for (int i = 0; i < size; i++) {
                for (int k = first; k < last; k++) {
                    factors[k] = weights[k] * vectors[k][i];
                }
                addRows(sum[i], 0, i + 1, factors, vectors, first, last);
            }
        }
        mirror(sum);
        return sum;
    }

    private static void mirror(double[][] lower) {
        for (int i = 0; i < lower.length; i++) {
            for (int j = 0; j < i; j++) {
                lower[j][i] = lower[i][j];
            }
        }
    }

    /** A ← S·A for a square S, a few columns of A at a time. */
    static void multiply(double[][] s, double[][] a) {
        int size = a.length;
        int columns = a[0].length;
        int width = Math.min(columns, TILE_COLUMNS);
        double[][] tile = new double[size][width];
        double[][] product = new double[size][width];
        for (int from = 0; from < columns; from += width) {
            int count = Math.min(width, columns - from);
            for (int i = 0; i < size; i++) {
                System.arraycopy(a[i], from, tile[i], 0, count);
                Arrays.fill(product[i], 0);
            }
            for (int first = 0; first < size; first += TILE_ROWS) {
                int last = Math.min(size, first + TILE_ROWS);
                for (int i = 0; i < size; i++) {
                    addRows(product[i], 0, count, s[i], tile, first, last);
                }
            }
            for (int i = 0; i < size; i++) {
                System.arraycopy(product[i], 0, a[i], from, count);
            }
        }
    }
}
