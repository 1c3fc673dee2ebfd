package io.ftte.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeltaEncodingTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource
    void components_ofEveryLength_invertTheEncodedLength(DeltaEncoding encoding) {
        int count = 0;
        for (int length = 0; length <= 3 * 260; length++) {
            int encoded = encoding.encode(new float[1000], 0, count).length;
            if (length == encoded) {
                assertThat(encoding.bytes(count)).isEqualTo(length);
                assertThat(encoding.components(length)).isEqualTo(count++);
            } else {
                assertThat(encoding.components(length)).isEqualTo(-1);
            }
        }
        assertThat(encoding.components(-4)).isEqualTo(-1);
        assertThat(encoding.components(Integer.MAX_VALUE - 3)).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void decode_ofACutPiece_equalsASliceOfTheWhole(DeltaEncoding encoding) {
        Random random = new Random(11);
        for (int run = 0; run < 2_000; run++) {
            float[] values = randomValues(random, 1 + random.nextInt(1_200));
            byte[] chunk = encoding.encode(values, 0, values.length);
            int padding = random.nextInt(7);
            byte[] record = new byte[padding + chunk.length + 3];
            System.arraycopy(chunk, 0, record, padding, chunk.length);
            float[] whole = new float[values.length];
            encoding.decode(record, padding, 0, 0, values.length, whole, 0);

            int from = random.nextInt(values.length);
            int count = 1 + random.nextInt(values.length - from);
            byte[] piece = encoding.cut(record, padding, from, count);
            int phase = encoding == DeltaEncoding.INT8 ? from % DeltaEncoding.INT8_BLOCK : 0;
            int first = random.nextInt(count);
            int size = random.nextInt(count - first + 1);
            float[] decoded = new float[size + 2];
            encoding.decode(piece, 0, phase, first, size, decoded, 1);

            assertThat(Arrays.copyOfRange(decoded, 1, size + 1))
                    .isEqualTo(Arrays.copyOfRange(whole, from + first, from + first + size));
            assertThat(decoded[0]).isZero();
            assertThat(decoded[size + 1]).isZero();
        }
    }

    @Test
    void decode_f32_returnsEveryBitPattern() {
        float[] values = {0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, 1 / 3f, Float.NaN};
        assertThat(roundTrip(DeltaEncoding.F32, values)).isEqualTo(values);
    }

    @Test
    void encode_f32_isLittleEndian() {
        assertThat(DeltaEncoding.F32.encode(new float[] {9, 1f}, 1, 1))
                .containsExactly(0, 0, 0x80, 0x3F);
    }

    @Test
    void encode_int8_laysOutScaleThenBytes() {
        float[] values = new float[257];
        values[0] = 127;
        values[1] = -2.6f;
        values[256] = 254;
        byte[] bytes = DeltaEncoding.INT8.encode(values, 0, 257);
        assertThat(bytes).hasSize(4 + 256 + 4 + 1);
        assertThat(LittleEndian.getFloat(bytes, 0)).isEqualTo(1f);
        assertThat(bytes[4]).isEqualTo((byte) 127);
        assertThat(bytes[5]).isEqualTo((byte) -3);
        assertThat(LittleEndian.getFloat(bytes, 260)).isEqualTo(2f);
        assertThat(bytes[264]).isEqualTo((byte) 127);
    }

    @Test
    void decode_int8_isWithinHalfAStep() {
        float[] values = randomValues(new Random(3), 256);
        float[] decoded = roundTrip(DeltaEncoding.INT8, values);
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < values.length; i++) {
            assertThat(Math.abs(decoded[i] - values[i])).isLessThanOrEqualTo(largest / 253);
        }
    }

    @Test
    void decode_int8OfTinyAndZeroBlocks_isFinite() {
        assertThat(roundTrip(DeltaEncoding.INT8, new float[] {0, 0})).containsOnly(0f);
        assertThat(roundTrip(DeltaEncoding.INT8, new float[] {Float.MIN_VALUE, 1e-44f}))
                .containsOnly(0f);
        assertThat(roundTrip(DeltaEncoding.INT8, new float[] {1e-42f})[0])
                .isBetween(0.5e-42f, 1.5e-42f);
    }

    @Test
    void decode_int8BlockWithANonFiniteNumber_isNaN() {
        assertThat(roundTrip(DeltaEncoding.INT8, new float[] {1, Float.NEGATIVE_INFINITY}))
                .containsOnly(Float.NaN);
        assertThat(roundTrip(DeltaEncoding.INT8, new float[] {Float.NaN, 1}))
                .containsOnly(Float.NaN);
    }

    @ParameterizedTest
    @EnumSource
    void decode_repeated_allocatesNothing(DeltaEncoding encoding) {
        byte[] bytes = encoding.encode(new float[1000], 0, 1000);
        float[] out = new float[1000];
        long allocated = Long.MAX_VALUE;
        for (int i = 0; i < 1_000; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            encoding.decode(bytes, 0, 0, 0, 1000, out, 0);
            allocated = Math.min(allocated, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(allocated).isZero();
    }

    private static float[] roundTrip(DeltaEncoding encoding, float[] values) {
        byte[] bytes = encoding.encode(values, 0, values.length);
        float[] decoded = new float[values.length];
        encoding.decode(bytes, 0, 0, 0, values.length, decoded, 0);
        return decoded;
    }

    private static float[] randomValues(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(4)));
        }
        return values;
    }
}
