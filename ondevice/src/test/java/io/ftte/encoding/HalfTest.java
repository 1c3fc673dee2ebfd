package io.ftte.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HalfTest {

    @Test
    void toFloat_everyPattern_isTheNumberOfTheStandard() {
        for (int bits = 0; bits < 0x10000; bits++) {
            assertThat(Half.toFloat((short) bits)).isEqualTo((Float) byDefinition(bits));
        }
    }

    @Test
    void fromFloat_everyHalf_comesBackBitForBit() {
        for (int bits = 0; bits < 0x10000; bits++) {
            short back = Half.fromFloat(Half.toFloat((short) bits));
            int expected = Float.isNaN(byDefinition(bits)) ? bits | 0x200 : bits;
            assertThat(back).as("%04x", bits).isEqualTo((short) expected);
        }
    }

    @Test
    void fromFloat_midpointsAndTheirNeighbours_roundToNearestTiesToEven() {
        for (int bits = 0; bits < 0x7BFF; bits++) {
            float middle = (Half.toFloat((short) bits) + Half.toFloat((short) (bits + 1))) / 2;
            int even = bits + (bits & 1);
            assertThat(Half.fromFloat(middle)).isEqualTo((short) even);
            assertThat(Half.fromFloat(Math.nextDown(middle))).isEqualTo((short) bits);
            assertThat(Half.fromFloat(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
            assertThat(Half.fromFloat(-middle)).isEqualTo((short) (even | 0x8000));
        }
    }

    @Test
    void fromFloat_aboveTheLargestHalf_overflowsAtHalfAStep() {
        assertThat(Half.fromFloat(Math.nextDown(65_520f))).isEqualTo((short) 0x7BFF);
        assertThat(Half.fromFloat(65_520f)).isEqualTo((short) 0x7C00);
        for (float value = 65_520f; value <= Float.MAX_VALUE; value *= 1.03f) {
            assertThat(Half.fromFloat(value)).isEqualTo((short) 0x7C00);
            assertThat(Half.fromFloat(-value)).isEqualTo((short) 0xFC00);
        }
    }

    @Test
    void fromFloat_randomPatterns_liesWithinHalfAStep() {
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Math.abs(value) < 65_504) {
                double error = Math.abs((double) Half.toFloat(Half.fromFloat(value)) - value);
                assertThat(error).isLessThanOrEqualTo(Math.max(0x1p-25, Math.abs(value) * 0x1p-11));
            }
        }
    }

    private static float byDefinition(int bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double magnitude =
                exponent == 0
                        ? fraction * Math.pow(2, -24)
                        : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
        if (exponent == 0x1F) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        return (float) ((bits & 0x8000) == 0 ? magnitude : -magnitude);
    }
}
