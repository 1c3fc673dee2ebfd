package io.ftte.ondevice.engine.kernel;

import io.ftte.network.Activation;

/** ReLU and ReLU6 in place; of what went in only one bit per value is kept. */
public final class Rectifier {

    private Rectifier() {}

    private static float limit(Activation activation) {
        return activation == Activation.RELU6 ? 6f : Float.POSITIVE_INFINITY;
    }

    /** Rectifies without keeping anything. */
    public static void apply(Activation activation, float[] arena, int at, int count) {
        float limit = limit(activation);
        for (int i = at; i < at + count; i++) {
            int passes = arena[i] <= 0f ? 0 : 1;
            float value = Float.intBitsToFloat(Float.floatToRawIntBits(arena[i]) & -passes);
            arena[i] = value > limit ? limit : value;
        }
    }

    /** Rectifies; bit i of the words at {@code mask} says whether value i passed unchanged. */
    public static void applyAndMark(
            Activation activation, float[] arena, int at, int count, int mask) {
        float limit = limit(activation);
        if (activation == Activation.RELU) {
            applyAndMark(arena, at, count, mask);
            return;
        }
        for (int i = 0; i < count; i += Integer.SIZE) {
            int bits = 0;
            int end = Math.min(Integer.SIZE, count - i);
            for (int j = 0; j < end; j++) {
                float value = arena[at + i + j];
                bits |= (value > 0f && value < limit ? 1 : 0) << j;
                arena[at + i + j] = Math.min(limit, Math.max(0f, value));
            }
            Bits.put(arena, mask + i / Integer.SIZE, bits);
        }
    }

    /** ReLU without a branch, which would be mispredicted half of the time. */
    private static void applyAndMark(float[] arena, int at, int count, int mask) {
        for (int i = 0; i < count; i += Integer.SIZE) {
            int bits = 0;
            int end = Math.min(Integer.SIZE, count - i);
            for (int j = 0; j < end; j++) {
                float value = arena[at + i + j];
                int passes = value <= 0f ? 0 : 1;
                bits |= passes << j;
                int raw = Float.floatToRawIntBits(value) & -passes;
                arena[at + i + j] = Float.intBitsToFloat(raw);
            }
            Bits.put(arena, mask + i / Integer.SIZE, bits);
        }
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
