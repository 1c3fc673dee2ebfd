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
 * copy.
 *
 * <p>A loop takes {@value #BLOCK_ROWS} rows of sums and {@value #BLOCK_TERMS} terms at once, so
 * that 12 fused multiply-adds share 7 loads and 4 stores; one row with six terms, 6 with 7 and 1,
 * runs at two thirds of the speed. HotSpot unrolls, and so vectorises, bodies of up to some 60
 * nodes only, and an index whose range it knows takes half as many: hence the limit that is {@code
 * Math.min} of the width and a constant, without which the body runs five times slower. Every x86
 * since 2013 and every 64-bit ARM has the instruction; elsewhere the same bits come out, slowly.
 */
public final class Tile {

    static final int ROWS = 32;
    public static final int WIDTH = 288;
    static final int TERMS = 6;

    private static final int BLOCK_ROWS = 4;
    private static final int BLOCK_TERMS = 3;

    final float[][] sums = new float[ROWS][WIDTH];
    final float[][] terms = new float[TERMS][WIDTH];

    /** The factors of a block that lacks terms or rows, with zeros for these. */
    private final float[] staged = new float[BLOCK_ROWS * BLOCK_TERMS];

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
        for (int t = count; t % BLOCK_TERMS != 0; t++) {
            Arrays.fill(terms[t], 0, width, 0f);
        }
        for (int m = 0; m < rows; m += BLOCK_ROWS) {
            for (int t = 0; t < count; t += BLOCK_TERMS) {
                int f = at + m * rowStride + t * termStride;
                int some = Math.min(BLOCK_ROWS, rows - m);
                int few = Math.min(BLOCK_TERMS, count - t);
                if (some * few == BLOCK_ROWS * BLOCK_TERMS) {
                    addBlock(m, t, width, factors, f, rowStride, termStride);
                    continue;
                }
                stage(some, few, factors, f, rowStride, termStride);
                if (some == 1) {
                    addRow(m, t, width);
                } else {
                    addBlock(m, t, width, staged, 0, BLOCK_TERMS, 1);
                }
            }
        }
    }

    /** Copies the factors of the first rows and terms of a block; zeros for the others. */
    private void stage(
            int rows, int count, float[] factors, int at, int rowStride, int termStride) {
        Arrays.fill(staged, 0f);
        for (int r = 0; r < rows; r++) {
            for (int t = 0; t < count; t++) {
                staged[r * BLOCK_TERMS + t] = factors[at + r * rowStride + t * termStride];
            }
        }
    }

    private void addBlock(
            int row, int term, int width, float[] factors, int at, int rowStride, int termStride) {
        float[] s0 = sums[row];
        float[] s1 = sums[row + 1];
        float[] s2 = sums[row + 2];
        float[] s3 = sums[row + 3];
        float[] t0 = terms[term];
        float[] t1 = terms[term + 1];
        float[] t2 = terms[term + 2];
        int f0 = at;
        int f1 = f0 + rowStride;
        int f2 = f1 + rowStride;
        int f3 = f2 + rowStride;
        float f00 = factors[f0];
        float f01 = factors[f0 + termStride];
        float f02 = factors[f0 + 2 * termStride];
        float f10 = factors[f1];
        float f11 = factors[f1 + termStride];
        float f12 = factors[f1 + 2 * termStride];
        float f20 = factors[f2];
        float f21 = factors[f2 + termStride];
        float f22 = factors[f2 + 2 * termStride];
        float f30 = factors[f3];
        float f31 = factors[f3 + termStride];
        float f32 = factors[f3 + 2 * termStride];
        int end = Math.min(width, WIDTH);
        for (int j = 0; j < end; j++) {
            float a0 = s0[j];
            float a1 = s1[j];
            float a2 = s2[j];
            float a3 = s3[j];
            float x0 = t0[j];
            a0 = Math.fma(f00, x0, a0);
            a1 = Math.fma(f10, x0, a1);
            a2 = Math.fma(f20, x0, a2);
            a3 = Math.fma(f30, x0, a3);
            float x1 = t1[j];
            a0 = Math.fma(f01, x1, a0);
            a1 = Math.fma(f11, x1, a1);
            a2 = Math.fma(f21, x1, a2);
            a3 = Math.fma(f31, x1, a3);
            float x2 = t2[j];
            a0 = Math.fma(f02, x2, a0);
            a1 = Math.fma(f12, x2, a1);
            a2 = Math.fma(f22, x2, a2);
            a3 = Math.fma(f32, x2, a3);
            s0[j] = a0;
            s1[j] = a1;
            s2[j] = a2;
            s3[j] = a3;
        }
    }

    /** One row of sums with the first row of staged factors. */
    private void addRow(int row, int term, int width) {
        float[] s = sums[row];
        float[] t0 = terms[term];
        float[] t1 = terms[term + 1];
        float[] t2 = terms[term + 2];
        float f0 = staged[0];
        float f1 = staged[1];
        float f2 = staged[2];
        int end = Math.min(width, WIDTH);
        for (int j = 0; j < end; j++) {
            float a = Math.fma(f0, t0[j], s[j]);
            a = Math.fma(f1, t1[j], a);
            s[j] = Math.fma(f2, t2[j], a);
        }
    }
}
