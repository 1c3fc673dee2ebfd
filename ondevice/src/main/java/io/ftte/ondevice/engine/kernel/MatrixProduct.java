package io.ftte.ondevice.engine.kernel;

/**
 * Products of matrices that all lie in one array: C = A·B, blocked into a {@link Tile}. B and C are
 * stored row by row; A is read with any two strides, so that a transpose costs nothing.
 */
final class MatrixProduct {

    private final Tile tile;

    MatrixProduct(Tile tile) {
        this.tile = tile;
    }

    /** What C starts from. */
    enum Start {
        /** Zero. */
        ZERO,
        /** What stands in C already. */
        SUM
    }

    /**
     * C[m, n] = start + Σ_k A[m, k]·B[k, n].
     *
     * @param x holds all three
     * @param a where A[0, 0] stands; A[m, k] stands at {@code a + m·aRow + k·aColumn}
     * @param b where B[0, 0] stands; its rows are {@code bRow} apart
     * @param c where C[0, 0] stands; its rows are {@code columns} apart
     */
    void multiply(
            Start start,
            int rows,
            int columns,
            int inner,
            float[] x,
            int a,
            int aRow,
            int aColumn,
            int b,
            int bRow,
            int c) {
        for (int n = 0; n < columns; n += Tile.WIDTH) {
            int width = Math.min(Tile.WIDTH, columns - n);
            for (int m = 0; m < rows; m += Tile.ROWS) {
                int height = Math.min(Tile.ROWS, rows - m);
                load(start, height, width, x, c + m * columns + n, columns);
                for (int k = 0; k < inner; k += Tile.TERMS) {
                    int terms = Math.min(Tile.TERMS, inner - k);
                    for (int t = 0; t < terms; t++) {
                        System.arraycopy(x, b + (k + t) * bRow + n, tile.terms[t], 0, width);
                    }
                    tile.add(height, width, terms, x, a + m * aRow + k * aColumn, aRow, aColumn);
                }
                for (int r = 0; r < height; r++) {
                    System.arraycopy(tile.sums[r], 0, x, c + (m + r) * columns + n, width);
                }
            }
        }
    }

    private void load(Start start, int height, int width, float[] x, int c, int columns) {
        for (int r = 0; r < height; r++) {
            if (start == Start.ZERO) {
                tile.fill(r, width, 0f);
            } else {
                System.arraycopy(x, c + r * columns, tile.sums[r], 0, width);
            }
        }
    }
}
