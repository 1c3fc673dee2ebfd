package io.ftte.network;

/**
 * A tensor and where it lies in the flat parameter vector.
 *
 * @param name such as {@code conv1/kernel}
 * @param offset index of its first element
 */
public record NetworkTensor(String name, Shape shape, int offset) {

    /** One past the index of its last element. */
    public int end() {
        return offset + shape.elements();
    }
}
