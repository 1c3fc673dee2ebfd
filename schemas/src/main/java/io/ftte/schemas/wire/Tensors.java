package io.ftte.schemas.wire;

import io.ftte.encoding.DeltaEncoding;
import io.ftte.encoding.DeltaReader;
import io.ftte.schemas.TensorEncoding;

/**
 * {@link DeltaEncoding}, which says what the numbers mean, by the symbol that a record has for it.
 */
public final class Tensors {

    /** Components that share a scale in INT8. */
    public static final int INT8_BLOCK = DeltaEncoding.INT8_BLOCK;

    private Tensors() {}

    /** What a record's symbol stands for. */
    public static DeltaEncoding encoding(TensorEncoding e) {
        return switch (e) {
            case F32 -> DeltaEncoding.F32;
            case F16 -> DeltaEncoding.F16;
            case INT8 -> DeltaEncoding.INT8;
        };
    }

    /** {@link DeltaEncoding#encode}. */
    public static byte[] encode(TensorEncoding e, float[] v, int offset, int count) {
        return encoding(e).encode(v, offset, count);
    }

    /** {@link DeltaEncoding#components}. */
    public static int components(TensorEncoding e, int byteLength) {
        return encoding(e).components(byteLength);
    }

    /** All numbers of bytes that hold nothing but {@code F32}. */
    public static float[] floats(byte[] bytes) {
        float[] floats = new float[bytes.length / Float.BYTES];
        DeltaEncoding.F32.decode(bytes, 0, 0, 0, floats.length, floats, 0);
        return floats;
    }

    /** {@link DeltaEncoding#phase}. */
    public static int phase(TensorEncoding e, int from) {
        return encoding(e).phase(from);
    }

    /** {@link DeltaEncoding#cut}. */
    public static byte[] cut(TensorEncoding e, byte[] src, int srcOffset, int from, int count) {
        return encoding(e).cut(src, srcOffset, from, count);
    }

    /** {@link DeltaEncoding#reader}. */
    public static DeltaReader reader(TensorEncoding e, byte[] src, int srcOffset, int phase) {
        return encoding(e).reader(src, srcOffset, phase);
    }

    /** {@link DeltaEncoding#decode}. */
    public static void decode(
            TensorEncoding e,
            byte[] src,
            int srcOffset,
            int phase,
            int first,
            int count,
            float[] out,
            int outOffset) {
        encoding(e).decode(src, srcOffset, phase, first, count, out, outOffset);
    }
}
