package io.ftte.encoding;

/**
 * How a delta's numbers travel: {@code F32} and {@code F16} are little-endian IEEE numbers, {@code
 * INT8} is blocks of [scale][q × 256] ({@link Int8Blocks}). A record tells them by their place, so
 * a new one comes last.
 *
 * <p>Offsets into bytes are in bytes, {@code from}, {@code first} and {@code count} in components.
 * Ranges outside the arrays fail with {@link IndexOutOfBoundsException}.
 */
public enum DeltaEncoding {
    F32,
    F16,
    INT8;

    /** Components that share a scale in INT8. */
    public static final int INT8_BLOCK = Int8Blocks.BLOCK;

    /**
     * Encodes {@code count} numbers from {@code offset}. F16 rounds to nearest, ties to even, and
     * overflows to infinity; INT8 rounds to 1/127 of its block's largest magnitude, and a block
     * with a non-finite number decodes to NaN throughout.
     */
    public byte[] encode(float[] v, int offset, int count) {
        return switch (this) {
            case F32 -> floats(v, offset, count);
            case F16 -> halves(v, offset, count);
            case INT8 -> Int8Blocks.encode(v, offset, count);
        };
    }

    private static byte[] floats(float[] v, int offset, int count) {
        byte[] out = new byte[Math.multiplyExact(count, Float.BYTES)];
        for (int i = 0; i < count; i++) {
            LittleEndian.putFloat(out, i * Float.BYTES, v[offset + i]);
        }
        return out;
    }

    private static byte[] halves(float[] v, int offset, int count) {
        byte[] out = new byte[Math.multiplyExact(count, Short.BYTES)];
        for (int i = 0; i < count; i++) {
            LittleEndian.putShort(out, i * Short.BYTES, Half.fromFloat(v[offset + i]));
        }
        return out;
    }

    /** Bytes that this many components take. */
    public long bytes(int components) {
        return switch (this) {
            case F32 -> (long) Float.BYTES * components;
            case F16 -> (long) Short.BYTES * components;
            case INT8 -> Int8Blocks.bytes(components);
        };
    }

    /** Components that {@code byteLength} bytes hold, or -1 where no chunk has that length. */
    public int components(int byteLength) {
        if (byteLength < 0) {
            return -1;
        }
        return switch (this) {
            case F32 -> components(Float.BYTES, byteLength);
            case F16 -> components(Short.BYTES, byteLength);
            case INT8 -> Int8Blocks.components(byteLength);
        };
    }

    private static int components(int width, int byteLength) {
        return byteLength % width == 0 ? byteLength / width : -1;
    }

    /** The phase of a piece cut from component {@code from} of a chunk. */
    public int phase(int from) {
        return switch (this) {
            case F32, F16 -> 0;
            case INT8 -> from % Int8Blocks.BLOCK;
        };
    }

    /**
     * Copies components [from, from + count) of the encoded chunk that starts at {@code srcOffset}
     * into a piece of their own. An INT8 piece starts with the scale of the block that holds {@code
     * from}; its phase is {@code from % 256}.
     */
    public byte[] cut(byte[] src, int srcOffset, int from, int count) {
        return switch (this) {
            case F32 -> cut(Float.BYTES, src, srcOffset, from, count);
            case F16 -> cut(Short.BYTES, src, srcOffset, from, count);
            case INT8 -> Int8Blocks.cut(src, srcOffset, from, count);
        };
    }

    private static byte[] cut(int width, byte[] src, int srcOffset, int from, int count) {
        byte[] piece = new byte[Math.multiplyExact(count, width)];
        System.arraycopy(src, srcOffset + from * width, piece, 0, piece.length);
        return piece;
    }

    /**
     * Decodes components [first, first + count) of a chunk or piece into {@code out}, without
     * allocating.
     *
     * @param phase index within its INT8 block of the piece's component 0; 0 for a whole chunk and
     *     for the other encodings
     */
    public void decode(
            byte[] src,
            int srcOffset,
            int phase,
            int first,
            int count,
            float[] out,
            int outOffset) {
        switch (this) {
            case F32 -> {
                int start = srcOffset + first * Float.BYTES;
                for (int i = 0; i < count; i++) {
                    out[outOffset + i] = LittleEndian.getFloat(src, start + i * Float.BYTES);
                }
            }
            case F16 -> {
                int start = srcOffset + first * Short.BYTES;
                for (int i = 0; i < count; i++) {
                    out[outOffset + i] =
                            Half.toFloat(LittleEndian.getShort(src, start + i * Short.BYTES));
                }
            }
            case INT8 -> Int8Blocks.decode(src, srcOffset, phase, first, count, out, outOffset);
        }
    }
}
