package io.ftte.schemas.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads Avro's binary primitives from a byte array, never past its end.
 *
 * <p>Every length is compared with the bytes that remain before anything is allocated for it: a
 * hostile record of 25 bytes can otherwise announce a field of 2 GB.
 */
final class Cursor {

    private static final int MAX_INT_BYTES = 5;
    private static final int MAX_LONG_BYTES = 10;

    private byte[] bytes = new byte[0];
    private int position;

    void reset(byte[] value) {
        bytes = value;
        position = 0;
    }

    int position() {
        return position;
    }

    int remaining() {
        return bytes.length - position;
    }

    /** A copy of the first {@code count} bytes, or of all where there are fewer. */
    byte[] start(int count) {
        return Arrays.copyOf(bytes, Math.min(count, bytes.length));
    }

    byte readByte(String field) throws WireException {
        require(1, field);
        return bytes[position++];
    }

    /** A zig-zag variable-length integer of 64 bits. */
    long readLong(String field) throws WireException {
        long raw = readVarint(MAX_LONG_BYTES, field);
        return (raw >>> 1) ^ -(raw & 1);
    }

    /** The same of 32 bits. */
    int readInt(String field) throws WireException {
        long raw = readVarint(MAX_INT_BYTES, field);
        if (raw > 0xFFFF_FFFFL) {
            throw new WireException(field + " does not fit 32 bits");
        }
        return (int) ((raw >>> 1) ^ -(raw & 1));
    }

    /** An index below {@code size}: an enum's symbol or a union's branch. */
    int readIndex(int size, String field) throws WireException {
        int index = readInt(field);
        if (index < 0 || index >= size) {
            throw new WireException(field + " has no choice " + index);
        }
        return index;
    }

    /** A length in bytes that does not reach past the end. */
    int readLength(String field) throws WireException {
        long length = readLong(field);
        if (length < 0 || length > remaining()) {
            throw new WireException(
                    field + " announces " + length + " bytes where " + remaining() + " remain");
        }
        return (int) length;
    }

    /** A string of {@code min} to {@code max} bytes of valid UTF-8. */
    String readString(int min, int max, String field) throws WireException {
        int start = skipString(min, max, field);
        return new String(bytes, start, position - start, StandardCharsets.UTF_8);
    }

    /** Checks a string without building it; returns where its first byte lies. */
    int skipString(int min, int max, String field) throws WireException {
        int length = readLength(field);
        if (length < min || length > max) {
            throw new WireException(
                    field + " has " + length + " bytes, allowed are " + min + " to " + max);
        }
        if (!Utf8.isValid(bytes, position, length)) {
            throw new WireException(field + " is not valid UTF-8");
        }
        skip(length, field);
        return position - length;
    }

    void skip(int count, String field) throws WireException {
        require(count, field);
        position += count;
    }

    /** Refuses bytes after the record: they would be a record nobody has checked. */
    void end() throws WireException {
        if (remaining() > 0) {
            throw new WireException(remaining() + " bytes follow the end of the record");
        }
    }

    private long readVarint(int maxBytes, String field) throws WireException {
        long raw = 0;
        for (int i = 0; i < maxBytes; i++) {
            long b = readByte(field);
            raw |= (b & 0x7F) << (7 * i);
            if (b >= 0) {
                if (i == MAX_LONG_BYTES - 1 && b > 1) {
                    break;
                }
                return raw;
            }
        }
        throw new WireException(field + " is not a valid variable-length integer");
    }

    private void require(int count, String field) throws WireException {
        if (count > remaining()) {
            throw new WireException("the record ends within " + field);
        }
    }
}
