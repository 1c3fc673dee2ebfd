package io.ftte.ondevice.engine.kernel;

import java.util.Arrays;

/**
 * The fixed workspace in which every product of matrices is computed: {@value #ROWS} rows of sums
 * and {@value #TERMS} rows of terms, {@value #WIDTH} numbers wide, some 43 KiB whatever the
 * network.
 *
 * <p>HotSpot turns a loop into vector instructions only where it can prove that stores and loads do
 * not overlap. Inside one arena, with offsets known at run time only, it cannot; between rows that
 * are arrays of their own, all indexed by the loop variable alone, it can. So a few rows of terms
 * are copied out of the arena and used for up to {@value #ROWS} rows of sums, which pays for the
 * copy. Six fused multiply-adds are what still gets unrolled and vectorised; with eight the loop's
 * body is too large and runs five times slower. Every x86 since 2013 and every 64-bit ARM has the
 * instruction; elsewhere the same bits come out, slowly.
 */
public final class Tile {

    static final int ROWS = 32;
    public static final int WIDTH = 288;
    static final int TERMS = 6;

    /** Up to so many terms a shorter loop is used. */
    private static final int FEW = 4;

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
        int used = count > FEW ? TERMS : FEW;
        for (int t = count; t < used; t++) {
            Arrays.fill(terms[t], 0, width, 0f);
        }
        for (int m = 0; m < rows; m++) {
            int f = at + m * rowStride;
            float f0 = factors[f];
            float f1 = count > 1 ? factors[f + termStride] : 0f;
            float f2 = count > 2 ? factors[f + 2 * termStride] : 0f;
            float f3 = count > 3 ? factors[f + 3 * termStride] : 0f;
            if (used == FEW) {
                addFour(sums[m], width, f0, f1, f2, f3);
            } else {
                float f4 = factors[f + 4 * termStride];
                float f5 = count > 5 ? factors[f + 5 * termStride] : 0f;
                addSix(sums[m], width, f0, f1, f2, f3, f4, f5);
            }
        }
    }

    private void addSix(
            float[] sum, int width, float f0, float f1, float f2, float f3, float f4, float f5) {
        float[] t0 = terms[0];
        float[] t1 = terms[1];
        float[] t2 = terms[2];
        float[] t3 = terms[3];
        float[] t4 = terms[4];
        float[] t5 = terms[5];
        for (int j = 0; j < width; j++) {
            float s = Math.fma(f0, t0[j], sum[j]);
            s = Math.fma(f1, t1[j], s);
            s = Math.fma(f2, t2[j], s);
            s = Math.fma(f3, t3[j], s);
            s = Math.fma(f4, t4[j], s);
            sum[j] = Math.fma(f5, t5[j], s);
        }
    }

    private void addFour(float[] sum, int width, float f0, float f1, float f2, float f3) {
        float[] t0 = terms[0];
        float[] t1 = terms[1];
        float[] t2 = terms[2];
        float[] t3 = terms[3];
        for (int j = 0; j < width; j++) {
            float s = Math.fma(f0, t0[j], sum[j]);
            s = Math.fma(f1, t1[j], s);
            s = Math.fma(f2, t2[j], s);
            sum[j] = Math.fma(f3, t3[j], s);
        }
    }
}
