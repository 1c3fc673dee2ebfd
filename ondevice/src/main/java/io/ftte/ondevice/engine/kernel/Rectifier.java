package io.ftte.ondevice.engine.kernel;

import io.ftte.network.Activation;

/** ReLU and ReLU6 in place; of what went in only one bit per value is kept. */
public final class Rectifier {

    /** The limit of ReLU6. */
    private static final float LIMIT = 6f;

    private Rectifier() {}

    /** Rectifies without keeping anything; NaN stays. */
    public static void apply(Activation activation, float[] arena, int at, int count) {
        if (activation == Activation.RELU) {
            for (int i = at; i < at + count; i++) {
                arena[i] = Math.max(0f, arena[i]);
            }
        } else {
            for (int i = at; i < at + count; i++) {
                arena[i] = Math.min(LIMIT, Math.max(0f, arena[i]));
            }
        }
    }

    /** Rectifies; bit i of the words at {@code mask} says whether value i passed unchanged. */
    public static void applyAndMark(
            Activation activation, float[] arena, int at, int count, int mask) {
        apply(activation, arena, at, count);
        boolean limited = activation == Activation.RELU6;
        for (int i = 0; i < count; i += Integer.SIZE) {
            int end = Math.min(Integer.SIZE, count - i);
            int bits = limited ? inside(arena, at + i, end) : notZero(arena, at + i, end);
            Bits.put(arena, mask + i / Integer.SIZE, bits);
        }
    }

    /** A bit for each rectified value that is not 0, without a branch: half of them are. */
    private static int notZero(float[] arena, int at, int count) {
        int bits = 0;
        for (int j = 0; j < count; j++) {
            int raw = Float.floatToRawIntBits(arena[at + j]);
            bits |= (raw | -raw) >>> 31 << j;
        }
        return bits;
    }

    private static int inside(float[] arena, int at, int count) {
        int bits = 0;
        for (int j = 0; j < count; j++) {
            float value = arena[at + j];
            bits |= (value > 0f && value < LIMIT ? 1 : 0) << j;
        }
        return bits;
    }

    /** Sets to 0 the derivative of every value that did not pass. */
    public static void backward(float[] arena, int at, int count, int mask) {
        for (int i = 0; i < count; i += Integer.SIZE) {
            int bits = Bits.word(arena, mask + i / Integer.SIZE);
            int end = Math.min(Integer.SIZE, count - i);
            for (int j = 0; j < end; j++) {
                int raw = Float.floatToRawIntBits(arena[at + i + j]) & -(bits >>> j & 1);
                arena[at + i + j] = Float.intBitsToFloat(raw);
            }
        }
    }
}
