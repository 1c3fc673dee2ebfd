package io.ftte.network;

/** The arithmetic of a window that slides with stride 1. */
final class Window {

    private Window() {}

    /** Positions along one dimension. */
    static int positions(String name, int size, int kernel, int padding) {
        int positions = size + 2 * padding - kernel + 1;
        if (positions < 1) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: a kernel of %d does not fit into %d with padding %d",
                            name, kernel, size, padding));
        }
        return positions;
    }

    /** Bounded, so that no shape computed from it overflows. */
    static void check(String name, int kernel, int padding) {
        if (kernel < 1 || kernel > 1024) {
            throw new IllegalArgumentException(
                    String.format("%s: the kernel must be 1 to 1024, not %d", name, kernel));
        }
        if (padding < 0 || padding >= kernel) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: the padding must be 0 to %d, not %d", name, kernel - 1, padding));
        }
    }
}
