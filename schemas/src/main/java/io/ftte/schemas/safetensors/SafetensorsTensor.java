package io.ftte.schemas.safetensors;

import java.util.List;

/**
 * A tensor and where it lies in a file.
 *
 * @param shape sizes, the slowest dimension first; empty for a single number
 * @param from first byte, counted from the end of the header
 * @param to one past the last byte
 */
record SafetensorsTensor(String name, Dtype dtype, List<Integer> shape, long from, long to) {

    private static final int SHOWN_CHARACTERS = 60;
    private static final String COUNTER = "num_batches_tracked";

    /**
     * @throws IllegalArgumentException if the bytes are not those of the shape
     */
    public SafetensorsTensor {
        shape = List.copyOf(shape);
        if (from < 0 || to < from || bytes(dtype, shape, to) != to - from) {
            throw new IllegalArgumentException(
                    "tensor %s of shape %s in %s cannot lie at bytes %d to %d"
                            .formatted(shown(name), shape, dtype, from, to));
        }
    }

    /** Whether it only counts, as each of PyTorch's normalisation layers does its batches. */
    boolean isCounter() {
        return isCounter(name);
    }

    static boolean isCounter(String name) {
        return name.equals(COUNTER) || name.endsWith("." + COUNTER);
    }

    /** Number of elements. */
    public long elements() {
        return (to - from) / dtype.bytes();
    }

    /** The name in quotes, for a message: hostile files have long names and control characters. */
    static String shown(String name) {
        String text = name.replaceAll("\\p{Cntrl}", "?");
        return text.length() > SHOWN_CHARACTERS
                ? "'" + text.substring(0, SHOWN_CHARACTERS) + "…'"
                : "'" + text + "'";
    }

    /** What the shape needs, or -1 where it is no shape or needs more than {@code limit} bytes. */
    private static long bytes(Dtype dtype, List<Integer> shape, long limit) {
        if (shape.stream().anyMatch(size -> size < 0)) {
            return -1;
        }
        if (shape.contains(0)) {
            return 0;
        }
        long bytes = dtype.bytes();
        for (int size : shape) {
            if (bytes > limit / size) {
                return -1;
            }
            bytes *= size;
        }
        return bytes;
    }
}
