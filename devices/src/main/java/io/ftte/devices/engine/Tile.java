package io.ftte.devices.engine;

import java.util.Arrays;

/**
 * The fixed workspace in which every product of matrices is computed: {@value #ROWS} rows of sums
 * and {@value #TERMS} rows of terms, {@value #WIDTH} numbers wide, some 41 KiB whatever the
 * network.
 *
 * <p>HotSpot turns a loop into vector instructions only where it can prove that stores and loads do
 * not overlap. Inside one arena, with offsets known at run time only, it cannot; between rows that
 * are arrays of their own, all indexed by the loop variable alone, it can. So a few rows of terms
 * are copied out of the arena and used for up to {@value #ROWS} rows of sums, which pays for the
 * copy. Four terms a loop is what still gets unrolled: with six the loop body is too large and runs
 * five times slower.
 */
final class Tile {

    static final int ROWS = 32;
    static final int WIDTH = 288;
    static final int TERMS = 4;

    final float[][] sums = new float[ROWS][WIDTH];
    final float[][] terms = new float[TERMS][WIDTH];

    /** Sets the first {@code width} sums of a row. */
    void fill(int row, int width, float value) {
        Arrays.fill(sums[row], 0, width, value);
    }

    /**
     * Adds to each of the first {@code rows} rows of sums its own combination of the terms; the
     * factor of term t in row m stands at {@code at + m·rowStride + t·termStride}.
     *
     * @param count terms in use, 1 to {@value #TERMS}
     */
    void add(
            int rows,
            int width,
            int count,
            float[] factors,
            int at,
            int rowStride,
            int termStride) {
        for (int t = count; t < TERMS; t++) {
            Arrays.fill(terms[t], 0, width, 0f);
        }
        for (int m = 0; m < rows; m++) {
            int f = at + m * rowStride;
            add(
                    sums[m],
                    width,
                    factors[f],
                    count > 1 ? factors[f + termStride] : 0f,
                    count > 2 ? factors[f + 2 * termStride] : 0f,
                    count > 3 ? factors[f + 3 * termStride] : 0f);
        }
    }

    private void add(float[] sum, int width, float f0, float f1, float f2, float f3) {
        float[] t0 = terms[0];
        float[] t1 = terms[1];
        float[] t2 = terms[2];
        float[] t3 = terms[3];
        for (int j = 0; j < width; j++) {
            sum[j] += f0 * t0[j] + f1 * t1[j] + f2 * t2[j] + f3 * t3[j];
        }
    }
}
