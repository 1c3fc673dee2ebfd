package io.ftte.schemas.wire;

import io.ftte.schemas.TensorEncoding;

/**
 * The encodings of a delta's numbers: {@code F32} and {@code F16} are little-endian IEEE numbers,
 * {@code INT8} is blocks of [scale][q × 256] ({@link Int8Blocks}).
 *
 * <p>Offsets into bytes are in bytes, {@code from}, {@code first} and {@code count} in components.
 * Ranges outside the arrays fail with {@link IndexOutOfBoundsException}.
 */
public final class Tensors {

    /** Components that share a scale in INT8. */
    public static final int INT8_BLOCK = Int8Blocks.BLOCK;

    private Tensors() {}

    /**
     * Encodes {@code count} numbers from {@code offset}. F16 rounds to nearest, ties to even, and
     * overflows to infinity; INT8 rounds to 1/127 of its block's largest magnitude, and a block
     * with a non-finite number decodes to NaN throughout.
     */
    public static byte[] encode(TensorEncoding e, float[] v, int offset, int count) {
        return switch (e) {
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

    /** Components that {@code byteLength} bytes hold, or -1 where no chunk has that length. */
    public static int components(TensorEncoding e, int byteLength) {
        if (byteLength < 0) {
            return -1;
        }
        return switch (e) {
            case F32 -> components(Float.BYTES, byteLength);
            case F16 -> components(Short.BYTES, byteLength);
            case INT8 -> Int8Blocks.components(byteLength);
        };
    }

    /** All numbers of bytes that hold nothing but {@code F32}. */
    public static float[] floats(byte[] bytes) {
        float[] floats = new float[bytes.length / Float.BYTES];
        decode(TensorEncoding.F32, bytes, 0, 0, 0, floats.length, floats, 0);
        return floats;
    }

    private static int components(int width, int byteLength) {
        return byteLength % width == 0 ? byteLength / width : -1;
    }

    /** The phase of a piece cut from component {@code from} of a chunk. */
    public static int phase(TensorEncoding e, int from) {
        return switch (e) {
            case F32, F16 -> 0;
            case INT8 -> from % Int8Blocks.BLOCK;
        };
    }

    /**
     * Copies components [from, from + count) of the encoded chunk that starts at {@code srcOffset}
     * into a piece of their own. An INT8 piece starts with the scale of the block that holds {@code
     * from}; its phase is {@code from % 256}.
     */
    public static byte[] cut(TensorEncoding e, byte[] src, int srcOffset, int from, int count) {
        return switch (e) {
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
    public static void decode(
            TensorEncoding e,
            byte[] src,
            int srcOffset,
            int phase,
            int first,
            int count,
            float[] out,
            int outOffset) {
        switch (e) {
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
