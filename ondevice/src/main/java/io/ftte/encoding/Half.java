package io.ftte.encoding;

/** IEEE 754 binary16 ("half") from and to float; Java 17 has no conversion of its own. */
final class Half {

    /** 65,536; rounding carries 65,520 and above to infinity by itself. */
    private static final int OVERFLOW = 0x4780_0000;

    /** 2^-14, the smallest normal half. */
    private static final int SMALLEST_NORMAL = 0x3880_0000;

    private Half() {}

    /** Rounds to nearest, ties to even. NaN stays NaN, with sign and the payload's upper bits. */
    static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int magnitude = bits & 0x7FFF_FFFF;
        if (magnitude > 0x7F80_0000) {
            return (short) (sign | 0x7E00 | magnitude >>> 13 & 0x1FF);
        }
        if (magnitude >= OVERFLOW) {
            return (short) (sign | 0x7C00);
        }
        if (magnitude < SMALLEST_NORMAL) {
            // Floats in [0.5, 1) are 2^-24 apart, as subnormal halves are: the addition rounds.
            float shifted = Float.intBitsToFloat(magnitude) + 0.5f;
            return (short) (sign | Float.floatToRawIntBits(shifted) - 0x3F00_0000);
        }
        int rounded = magnitude + 0xFFF + (magnitude >>> 13 & 1);
        return (short) (sign | rounded - 0x3800_0000 >>> 13);
    }

    /** Exact: every half is a float. */
    static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >>> 10 & 0x1F;
        int fraction = half & 0x3FF;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int exponentBits = exponent == 0x1F ? 0x7F80_0000 : exponent + 112 << 23;
        return Float.intBitsToFloat(sign | exponentBits | fraction << 13);
    }

    /** Decodes {@code count} halves from byte {@code start} on, four at a time by one load. */
    static void toFloats(byte[] src, int start, int count, float[] out, int outOffset) {
        float[] floats = Table.FLOATS;
        int i = 0;
        for (; i < count - 3; i += 4) {
            long four = LittleEndian.getLong(src, start + i * Short.BYTES);
            int low = (int) four;
            int high = (int) (four >>> 32);
            int at = outOffset + i;
            out[at] = floats[low & 0xFFFF];
            out[at + 1] = floats[low >>> 16];
            out[at + 2] = floats[high & 0xFFFF];
            out[at + 3] = floats[high >>> 16];
        }
        for (; i < count; i++) {
            int half = LittleEndian.getShort(src, start + i * Short.BYTES) & 0xFFFF;
            out[outOffset + i] = floats[half];
        }
    }

    /** Every half as a float, 256 KiB; in a class of its own, so that who only encodes has none. */
    private static final class Table {
        static final float[] FLOATS = new float[0x10000];

        static {
            for (int half = 0; half < FLOATS.length; half++) {
                FLOATS[half] = toFloat((short) half);
            }
        }
    }
}
