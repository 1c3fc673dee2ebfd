package io.ftte.encoding;

/**
 * Reads the numbers of one chunk or piece, part by part and in any order. Making one allocates a
 * constant number of bytes, reading none; it sees what the bytes are at the time. One thread at a
 * time.
 */
public interface DeltaReader {

    /**
     * Decodes components [first, first + count) into {@code out}, from {@code outOffset} on.
     *
     * @throws IndexOutOfBoundsException where a range is outside its array
     */
    void read(int first, int count, float[] out, int outOffset);
}
