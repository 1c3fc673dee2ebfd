package io.ftte.ondevice.engine.kernel;

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
    private int rows;

    /** Sample and row in it where the tile begins. */
    private int sample;

    private int row;

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
        this.sample = fromRow / height;
        this.row = fromRow % height;
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
        boolean wholeRows = columns == planeWidth && hi > lo;
        int start = plane + sample * sampleStride + fromColumn + dx;
        int y = row;
        for (int r = 0; r < rows; ) {
            int block = Math.min(rows - r, height - y);
            int from = start + (y + dy) * planeWidth;
            int above = Math.min(block, Math.max(0, -(y + dy)));
            int below = Math.max(above, Math.min(block, planeHeight - y - dy));
            int at = r * columns;
            clear(into, at, at + above * columns);
            if (!wholeRows) {
                for (int i = above; i < below; i++) {
                    copyRun(into, at + i * columns, from + i * planeWidth, lo, hi);
                }
            } else if (below > above) {
                int length = (below - above) * columns - lo - (columns - hi);
                int first = above * columns + lo;
                System.arraycopy(arena, from + first, into, at + first, length);
            }
            clear(into, at + below * columns, at + block * columns);
            r += block;
            y = 0;
            start += sampleStride;
        }
        if (wholeRows) {
            clearColumns(into, 0, lo);
            clearColumns(into, hi, columns);
        }
    }

    private static void clear(float[] into, int from, int to) {
        for (int i = from; i < to; i++) {
            into[i] = 0f;
        }
    }

    /**
     * Rows as wide as the plane lie next to each other and are copied at once, whatever lies beyond
     * their borders too.
     */
    private void clearColumns(float[] into, int from, int to) {
        int end = rows * columns;
        for (int x = from; x < to; x++) {
            for (int i = x; i < end; i += columns) {
                into[i] = 0f;
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
        int start = plane + sample * sampleStride + fromColumn;
        int y = row;
        for (int r = 0; r < rows; ) {
            int block = columns == planeWidth ? Math.min(rows - r, height - y) : 1;
            int to = start + y * planeWidth;
            System.arraycopy(values, r * columns, arena, to, block * columns);
            r += block;
            y += block;
            if (y == height) {
                y = 0;
                start += sampleStride;
            }
        }
    }
}
