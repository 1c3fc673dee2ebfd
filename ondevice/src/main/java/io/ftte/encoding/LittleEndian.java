package io.ftte.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Objects;

/**
 * Numbers in byte arrays, least significant byte first: one by one without a buffer object in
 * between, or many at once through one.
 */
public final class LittleEndian {

    private static final VarHandle FLOAT =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    /**
     * The numbers from byte {@code offset} on, as many as there are. Its bulk operations copy
     * memory, and so keep every bit of a NaN.
     */
    static FloatBuffer floats(byte[] bytes, int offset) {
        return ByteBuffer.wrap(bytes, offset, bytes.length - offset)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
    }

    /** All numbers of the bytes. */
    public static IntBuffer ints(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    }

    /** Android 13 has no bulk get from a place: it takes two steps, by way of the position. */
    static void copy(FloatBuffer floats, int first, int count, float[] out, int outOffset) {
        Objects.checkFromIndexSize(first, count, floats.limit());
        ((Buffer) floats).position(first);
        floats.get(out, outOffset, count);
    }

    static float getFloat(byte[] bytes, int offset) {
        return (float) FLOAT.get(bytes, offset);
    }

    static void putFloat(byte[] bytes, int offset, float value) {
        FLOAT.set(bytes, offset, value);
    }

    static short getShort(byte[] bytes, int offset) {
        return (short) SHORT.get(bytes, offset);
    }

    static void putShort(byte[] bytes, int offset, short value) {
        SHORT.set(bytes, offset, value);
    }

    static long getLong(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }
}
