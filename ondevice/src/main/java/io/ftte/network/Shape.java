package io.ftte.network;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The sizes of an array, the slowest dimension first: {@code [channels, height, width]}, {@code
 * [channels, length]} or {@code [features]}, always of one sample.
 */
public record Shape(List<Integer> sizes) {

    /**
     * @throws IllegalArgumentException if there is no dimension, one below 1, or more than 2^31-1
     *     elements
     */
    public Shape {
        sizes = List.copyOf(sizes);
        long elements = 1;
        for (int size : sizes) {
            elements = size < 1 ? Long.MAX_VALUE : elements * size;
            if (elements > Integer.MAX_VALUE) {
                break;
            }
        }
        if (sizes.isEmpty() || elements > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    sizes + " is no shape: give sizes of at least 1, at most 2^31-1 elements");
        }
    }

    public static Shape of(Integer... sizes) {
        return new Shape(List.of(sizes));
    }

    /** Number of elements. */
    public int elements() {
        return sizes.stream().reduce(1, (a, b) -> a * b);
    }

    /** Number of dimensions. */
    public int rank() {
        return sizes.size();
    }

    /** Size of the first dimension. */
    public int channels() {
        return sizes.get(0);
    }

    /** Elements per channel: 1 for a vector. */
    public int positions() {
        return elements() / channels();
    }

    /** As in {@code 3×32×32}. */
    @Override
    public String toString() {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining("×"));
    }
}
