package io.ftte.ondevice.engine.kernel;

import java.util.Arrays;

/**
 * A tile of output positions – some rows of some consecutive samples – and, for one channel and one
 * tap of the kernel, the inputs that these positions see: the channel's plane, shifted, with zeros
 * beyond its borders.
 */
final class ShiftedPlanes {

    /** Below this length a loop is quicker than a call of {@code arraycopy}. */
    private static final int SHORT_RUN = 16;

    private final float[] arena;
    private int height;
    private int fromColumn;
    private int columns;
    private int fromRow;
    private int rows;

    ShiftedPlanes(float[] arena) {
        this.arena = arena;
    }

    /** Widest tile of whole rows, or a part of one row if rows are wider than a tile. */
    static int columnsPerTile(int width) {
        return Math.min(width, Tile.WIDTH);
    }

    static int rowsPerTile(int width) {
        return Math.max(1, Tile.WIDTH / width);
    }

    /**
     * Places the tile.
     *
     * @param height rows per sample; row g of the batch is row g mod height of sample g / height
     */
    void select(int height, int fromRow, int rows, int fromColumn, int columns) {
        this.height = height;
        this.fromRow = fromRow;
        this.rows = rows;
        this.fromColumn = fromColumn;
        this.columns = columns;
    }

    /** Positions in the tile. */
    int positions() {
        return rows * columns;
    }

    /**
     * Reads, for each position (y, x) of the tile, plane[y + dy, x + dx].
     *
     * @param plane where the channel of sample 0 stands
     * @param sampleStride distance to the same channel of the next sample
     */
    void read(
            float[] into,
            int plane,
            int sampleStride,
            int planeHeight,
            int planeWidth,
            int dy,
            int dx) {
        int lo = Math.min(columns, Math.max(0, -(fromColumn + dx)));
        int hi = Math.max(lo, Math.min(columns, planeWidth - fromColumn - dx));
        boolean wholeRows = columns == planeWidth;
        int sample = fromRow / height;
        int y = fromRow % height;
        for (int r = 0; r < rows; ) {
            int block = Math.min(rows - r, height - y);
            int from = plane + sample * sampleStride + (y + dy) * planeWidth + fromColumn + dx;
            int above = Math.min(block, Math.max(0, -(y + dy)));
            int below = Math.max(above, Math.min(block, planeHeight - y - dy));
            int at = r * columns;
            Arrays.fill(into, at, at + above * columns, 0f);
            if (wholeRows && below > above && hi > lo) {
                copyBlock(
                        into,
                        at + above * columns,
                        from + above * planeWidth,
                        below - above,
                        lo,
                        hi);
            } else {
                for (int i = above; i < below; i++) {
                    copyRun(into, at + i * columns, from + i * planeWidth, lo, hi);
                }
            }
            Arrays.fill(into, at + below * columns, at + block * columns, 0f);
            r += block;
            y = 0;
            sample++;
        }
    }

    /**
     * Rows as wide as the plane lie next to each other: one copy, then zeros beyond the borders.
     */
    private void copyBlock(float[] into, int at, int from, int count, int lo, int hi) {
        int length = count * columns - lo - (columns - hi);
        System.arraycopy(arena, from + lo, into, at + lo, length);
        for (int r = 0; r < count; r++) {
            int row = at + r * columns;
            for (int x = 0; x < lo; x++) {
                into[row + x] = 0f;
            }
            for (int x = hi; x < columns; x++) {
                into[row + x] = 0f;
            }
        }
    }

    private void copyRun(float[] into, int at, int from, int lo, int hi) {
        for (int x = 0; x < lo; x++) {
            into[at + x] = 0f;
        }
        if (hi - lo < SHORT_RUN) {
            for (int x = lo; x < hi; x++) {
                into[at + x] = arena[from + x];
            }
        } else {
            System.arraycopy(arena, from + lo, into, at + lo, hi - lo);
        }
        for (int x = hi; x < columns; x++) {
            into[at + x] = 0f;
        }
    }

    /** Writes a value per position of the tile to a channel of width {@code planeWidth}. */
    void write(float[] values, int plane, int sampleStride, int planeWidth) {
        int sample = fromRow / height;
        int y = fromRow % height;
        for (int r = 0; r < rows; r++) {
            int to = plane + sample * sampleStride + y * planeWidth + fromColumn;
            System.arraycopy(values, r * columns, arena, to, columns);
            if (++y == height) {
                y = 0;
                sample++;
            }
        }
    }
}
