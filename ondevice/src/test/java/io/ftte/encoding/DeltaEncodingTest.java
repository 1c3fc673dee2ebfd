package io.ftte.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    /** Whatever the bytes are: signalling NaNs, infinities, subnormals and −128 included. */
    @ParameterizedTest
    @EnumSource
    void decode_anyBytes_hasTheBitsOfOneLoop(DeltaEncoding encoding) {
        Random random = new Random(5);
        for (int count = 0; count <= 2_100; count++) {
            int padding = random.nextInt(9);
            byte[] record = new byte[padding + Math.toIntExact(encoding.bytes(256 + count)) + 3];
            random.nextBytes(record);
            int phase = encoding == DeltaEncoding.INT8 ? random.nextInt(256) : 0;
            int first = random.nextInt(count + 1);
            int size = count - first;
            int at = random.nextInt(20);
            float[] decoded = new float[at + size + 1];
            encoding.decode(record, padding, phase, first, size, decoded, at);

            float[] expected = new float[at + size + 1];
            for (int i = 0; i < size; i++) {
                expected[at + i] = one(encoding, record, padding, phase, first + i);
            }
            assertThat(bits(decoded)).as("%d from %d", size, first).isEqualTo(bits(expected));
        }
    }

    private static float one(DeltaEncoding encoding, byte[] src, int start, int phase, int i) {
        ByteBuffer bytes = ByteBuffer.wrap(src).order(ByteOrder.LITTLE_ENDIAN);
        return switch (encoding) {
            case F32 -> bytes.getFloat(start + 4 * i);
            case F16 -> Half.toFloat(bytes.getShort(start + 2 * i));
            case INT8 -> {
                int scales = (phase + i) / 256;
                int scale = scales == 0 ? start : start + 4 * scales + 256 * scales - phase;
                yield bytes.getFloat(scale) * src[start + 4 * (scales + 1) + i];
            }
        };
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    @ParameterizedTest
    @EnumSource
    void decode_outsideTheBytes_failsWithTheIndex(DeltaEncoding encoding) {
        byte[] bytes = encoding.encode(new float[300], 0, 300);
        assertThatThrownBy(() -> encoding.decode(bytes, 0, 0, 0, 301, new float[301], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> encoding.decode(bytes, 0, 0, 0, 300, new float[300], 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void encode_f32_keepsEveryBit() {
        Random random = new Random(13);
        for (int count = 0; count <= 300; count++) {
            float[] values = new float[count + 5];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.intBitsToFloat(random.nextInt());
            }
            ByteBuffer expected =
                    ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) {
                expected.putInt(Float.floatToRawIntBits(values[3 + i]));
            }
            assertThat(DeltaEncoding.F32.encode(values, 3, count)).isEqualTo(expected.array());
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

    /** A reader and what it reads through, however many numbers it reads and in how many parts. */
    @ParameterizedTest
    @EnumSource
    void read_anyNumberOfParts_allocatesNoMoreThanTheReader(DeltaEncoding encoding) {
        byte[] bytes = encoding.encode(new float[100_000], 0, 100_000);
        float[] out = new float[1_000];
        long allocated = Long.MAX_VALUE;
        for (int i = 0; i < 100; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            DeltaReader reader = encoding.reader(bytes, 0, 0);
            for (int first = 0; first < 100_000; first += out.length) {
                reader.read(first, out.length, out, 0);
            }
            allocated = Math.min(allocated, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(allocated).isLessThanOrEqualTo(200);
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
