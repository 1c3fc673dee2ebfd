package io.ftte.operators.stream;

/**
 * Names a record of the update topic in one long: partition in the upper 16 bits, offset below. A
 * negative one names the other party's sum for a version.
 */
public final class JoinKey {
    private static final int OFFSET_BITS = 48;
    private static final int VERSION_BITS = 40;

    /** Generations and versions whose sums have a key. */
    public static final int MOST_GENERATION = (1 << 23) - 1;

    public static final long MOST_VERSION = (1L << VERSION_BITS) - 1;

    private JoinKey() {}

    public static long of(int partition, long offset) {
        if (partition < 0 || partition >= 1 << 15 || offset < 0 || offset >= 1L << OFFSET_BITS) {
            throw new IllegalArgumentException(
                    "partition " + partition + " or offset " + offset + " is out of range");
        }
        return (long) partition << OFFSET_BITS | offset;
    }

    /** Of the other party's sum; the later version of a model has the smaller key. */
    public static long ofSum(int generation, long version) {
        if (generation < 0
                || generation > MOST_GENERATION
                || version < 0
                || version > MOST_VERSION) {
            throw new IllegalArgumentException(
                    "generation " + generation + " or version " + version + " is out of range");
        }
        return -1 - ((long) generation << VERSION_BITS | version);
    }

    public static boolean isSum(long key) {
        return key < 0;
    }

    public static int partition(long key) {
        return (int) (key >>> OFFSET_BITS);
    }

    public static long offset(long key) {
        return key & (1L << OFFSET_BITS) - 1;
    }
}
