package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WeightedSumTest {
    private static final int COMPONENTS = 5_000;

    private final WeightedSum weightedSum = new WeightedSum();
    private final Random random = new Random(7);

    /** Bit for bit what one multiplication and one addition a component give. */
    @ParameterizedTest
    @EnumSource(TensorEncoding.class)
    void add_piecesOfAnyPlaceAndLength_equalsOneLoop(TensorEncoding encoding) {
        float[] values = representable();
        byte[] chunk = Tensors.encode(encoding, values, 0, COMPONENTS);
        for (int from : new int[] {0, 1, 255, 256, 257, 1000, 1024, 3333}) {
            for (int count : new int[] {1, 2, 255, 256, 257, 1023, 1024, 1025, 1667}) {
                byte[] piece = Tensors.cut(encoding, chunk, 0, from, count);
                int at = random.nextInt(100);
                float weight = random.nextFloat();
                float[] sum = noise(2_000);
                float[] expected = sum.clone();
                for (int i = 0; i < count; i++) {
                    float product = weight * values[from + i];
                    expected[at + i] = expected[at + i] + product;
                }

                weightedSum.add(
                        sum, at, weight, encoding, piece, Tensors.phase(encoding, from), count);

                assertThat(sum).isEqualTo(expected);
            }
        }
    }

    /** Bit for bit what {@code Math.rint} gives, up to the largest product and at every half. */
    @ParameterizedTest
    @EnumSource(TensorEncoding.class)
    void rounding_anyProducts_addsTheNearestIntegers(TensorEncoding encoding) {
        float[] values = representable();
        byte[] chunk = Tensors.encode(encoding, values, 0, COMPONENTS);
        for (float weight : new float[] {1e-30f, 0.3f, 1, 32, 33, 1234.567f, 2_000_000}) {
            float[] sum = new float[COMPONENTS];
            float[] expected = new float[COMPONENTS];
            for (int i = 0; i < COMPONENTS; i++) {
                sum[i] = random.nextInt(1 << 23) - (1 << 22);
                expected[i] = sum[i] + (float) Math.rint(weight * values[i]);
            }

            WeightedSum.rounding().add(sum, 0, weight, encoding, chunk, 0, COMPONENTS);

            assertThat(sum).isEqualTo(expected);
        }
    }

    /** Numbers that every encoding keeps exactly: q/64 with a q of ±127 in each INT8 block. */
    private float[] representable() {
        float[] values = new float[COMPONENTS];
        for (int i = 0; i < COMPONENTS; i++) {
            int q = i % Tensors.INT8_BLOCK == 0 ? 127 : random.nextInt(255) - 127;
            values[i] = q / 64f;
        }
        return values;
    }

    private float[] noise(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
