package io.ftte.encoding;

import java.nio.FloatBuffer;

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
        LittleEndian.floats(out, 0).put(v, offset, count);
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
     * What reads the chunk or piece that starts at {@code srcOffset}.
     *
     * @param phase index within its INT8 block of the piece's component 0; 0 for a whole chunk and
     *     for the other encodings
     */
    public DeltaReader reader(byte[] src, int srcOffset, int phase) {
        return switch (this) {
            case F32 -> {
                FloatBuffer floats = LittleEndian.floats(src, srcOffset);
                yield (first, count, out, outOffset) ->
                        LittleEndian.copy(floats, first, count, out, outOffset);
            }
            case F16 ->
                    (first, count, out, outOffset) ->
                            Half.toFloats(
                                    src, srcOffset + first * Short.BYTES, count, out, outOffset);
            case INT8 ->
                    (first, count, out, outOffset) ->
                            Int8Blocks.decode(src, srcOffset, phase, first, count, out, outOffset);
        };
    }

    /**
     * Decodes components [first, first + count) of a chunk or piece into {@code out}. Where one is
     * read in parts, a {@link #reader} is made once.
     */
    public void decode(
            byte[] src,
            int srcOffset,
            int phase,
            int first,
            int count,
            float[] out,
            int outOffset) {
        reader(src, srcOffset, phase).read(first, count, out, outOffset);
    }
}
