package io.ftte.ondevice.engine.kernel;

import java.util.Arrays;

/**
 * What consecutive output positions see, as rows of terms in the order [kernel column, channel,
 * kernel row]: neighbours in a row share all columns but one, so that one is read from the input
 * and the others are moved along.
 */
final class SlidingPatches {

    private final float[] arena;
    private final float[][] terms;
    private ConvolutionShape shape;
    private int fromRow;
    private int rows;

    SlidingPatches(float[] arena, Tile tile) {
        this.arena = arena;
        this.terms = tile.terms;
    }

    /**
     * Names the part of the kernel to read for.
     *
     * @param fromRow the first kernel row, counted through the channels
     * @param toRow one past the last
     */
    void select(ConvolutionShape shape, int fromRow, int toRow) {
        this.shape = shape;
        this.fromRow = fromRow;
        this.rows = toRow - fromRow;
    }

    /**
     * Fills the first {@code count} rows of terms. Calls take a sample's positions in ascending
     * order from the first, and fill all rows of terms until its last positions.
     *
     * @param sample where the sample stands
     * @param position the first position, counted through the rows of the output
     */
    void read(int sample, int position, int count) {
        int y = position / shape.width();
        int x = position % shape.width();
        for (int t = 0; t < count; ) {
            int run = Math.min(count - t, shape.width() - x);
            readRun(sample, y, x, t, run);
            t += run;
            y++;
            x = 0;
        }
    }

    /** Positions next to each other; the term before the first is the last of those before. */
    private void readRun(int sample, int y, int x, int term, int run) {
        int last = (shape.kernelWidth() - 1) * rows;
        int column = x - shape.paddingWidth();
        if (x == 0) {
            for (int kx = 0; kx < shape.kernelWidth() - 1; kx++) {
                readColumn(sample, y, column + kx, terms[term], kx * rows);
            }
        } else {
            float[] before = terms[(term + Tile.TERMS - 1) % Tile.TERMS];
            System.arraycopy(before, rows, terms[term], 0, last);
        }
        column += shape.kernelWidth() - 1; // not below 0: a kernel is wider than its padding
        int i = 0;
        for (; i < run - 2 && column + i + 2 < shape.inputWidth(); i += 3) {
            readThree(sample, y, column + i, term + i, last);
        }
        for (; i < run; i++) {
            readColumn(sample, y, column + i, terms[term + i], last);
        }
        for (i = term + 1; i < term + run; i++) {
            System.arraycopy(terms[i - 1], rows, terms[i], 0, last);
        }
    }

    /** One column of the input, zeros beyond its borders. */
    private void readColumn(int sample, int y, int x, float[] into, int at) {
        if (x < 0 || x >= shape.inputWidth()) {
            Arrays.fill(into, at, at + rows, 0f);
            return;
        }
        int height = shape.inputHeight();
        int width = shape.inputWidth();
        int kernel = shape.kernelHeight();
        int top = y - shape.paddingHeight();
        int line = top + fromRow % kernel;
        int from = sample + fromRow / kernel * shape.inputPlane() + line * width + x;
        int jump = shape.inputPlane() - kernel * width;
        for (int r = at; r < at + rows; r++) {
            into[r] = line >= 0 && line < height ? arena[from] : 0f;
            from += width;
            if (++line == top + kernel) {
                line = top;
                from += jump;
            }
        }
    }

    /** Three columns next to each other inside the input: what lies together is read together. */
    private void readThree(int sample, int y, int x, int term, int at) {
        float[] t0 = terms[term];
        float[] t1 = terms[term + 1];
        float[] t2 = terms[term + 2];
        int height = shape.inputHeight();
        int width = shape.inputWidth();
        int kernel = shape.kernelHeight();
        int top = y - shape.paddingHeight();
        int line = top + fromRow % kernel;
        int from = sample + fromRow / kernel * shape.inputPlane() + line * width + x;
        int jump = shape.inputPlane() - kernel * width;
        for (int r = at; r < at + rows; r++) {
            if (line >= 0 && line < height) {
                t0[r] = arena[from];
                t1[r] = arena[from + 1];
                t2[r] = arena[from + 2];
            } else {
                t0[r] = 0f;
                t1[r] = 0f;
                t2[r] = 0f;
            }
            from += width;
            if (++line == top + kernel) {
                line = top;
                from += jump;
            }
        }
    }
}
