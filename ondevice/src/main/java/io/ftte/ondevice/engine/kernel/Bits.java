package io.ftte.ondevice.engine.kernel;

/**
 * Small integers packed into the words of the arena, which is an array of floats: moving a float
 * keeps all its bits on every processor with scalar float registers, and {@link #check} makes sure.
 */
public final class Bits {

    private Bits() {}

    /** Refuses a machine whose floats lose bits when moved, as x87 registers did. */
    public static void check() {
        int signalling = 0x7fa00001;
        float[] cell = {Float.intBitsToFloat(signalling)};
        if (Float.floatToRawIntBits(cell[0]) != signalling) {
            throw new IllegalStateException("this JVM changes the bits of a float that it moves");
        }
    }

    /** A word of the arena as an integer. */
    public static int word(float[] arena, int at) {
        return Float.floatToRawIntBits(arena[at]);
    }

    public static void put(float[] arena, int at, int word) {
        arena[at] = Float.intBitsToFloat(word);
    }
}
