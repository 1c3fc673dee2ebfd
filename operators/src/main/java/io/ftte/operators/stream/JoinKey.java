package io.ftte.operators.stream;

/** Names a record of the update topic in one long: partition in the upper 16 bits, offset below. */
public final class JoinKey {
    private static final int OFFSET_BITS = 48;

    private JoinKey() {}

    public static long of(int partition, long offset) {
        if (partition < 0 || partition >= 1 << 15 || offset < 0 || offset >= 1L << OFFSET_BITS) {
            throw new IllegalArgumentException(
                    "partition " + partition + " or offset " + offset + " is out of range");
        }
        return (long) partition << OFFSET_BITS | offset;
    }

    public static int partition(long key) {
        return (int) (key >>> OFFSET_BITS);
    }

    public static long offset(long key) {
        return key & (1L << OFFSET_BITS) - 1;
    }
}
