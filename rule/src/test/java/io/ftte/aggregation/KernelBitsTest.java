package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the data plane's loops give, bit for bit, beside plain loops that say which operations there
 * are and in which order. Every digest of a model rests on these bits.
 */
class KernelBitsTest {
    private static final int LONGEST = 2_100;
    private static final float[] SPECIAL = {
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Math.nextDown(Float.MIN_NORMAL),
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.intBitsToFloat(0xFFC1_2345)
    };

    private final Random random = new Random(19);

    @ParameterizedTest
    @EnumSource(TensorEncoding.class)
    void weightedSum_numbersOfEveryCount_hasTheBitsOfOneLoop(TensorEncoding encoding) {
        assertWeightedSum(encoding, 0);
    }

    @ParameterizedTest
    @EnumSource(TensorEncoding.class)
    void weightedSum_specialValuesOfEveryCount_hasTheBitsOfOneLoop(TensorEncoding encoding) {
        assertWeightedSum(encoding, 0.02);
    }

    @ParameterizedTest
    @EnumSource(TensorEncoding.class)
    void statistics_numbersOfEveryCount_haveTheBitsOfThreePasses(TensorEncoding encoding) {
        assertStatistics(encoding, 0);
    }

    @ParameterizedTest
    @EnumSource(TensorEncoding.class)
    void statistics_specialValuesOfEveryCount_haveTheBitsOfThreePasses(TensorEncoding encoding) {
        assertStatistics(encoding, 0.001);
    }

    private void assertWeightedSum(TensorEncoding encoding, double special) {
        WeightedSum kernel = new WeightedSum();
        for (int count = 0; count <= LONGEST; count++) {
            int from = random.nextInt(600);
            byte[] chunk = Tensors.encode(encoding, values(from + count, special), 0, from + count);
            float[] delta = new float[from + count];
            Tensors.decode(encoding, chunk, 0, 0, 0, from + count, delta, 0);
            byte[] piece = Tensors.cut(encoding, chunk, 0, from, count);
            int at = random.nextInt(100);
            float weight = count % 7 == 0 ? -0f : (float) random.nextGaussian();
            float[] sum = values(at + count + random.nextInt(3), special);
            float[] before = sum.clone();

            kernel.add(sum, at, weight, encoding, piece, Tensors.phase(encoding, from), count);

            for (int i = 0; i < sum.length; i++) {
                float expected = before[i];
                boolean twoNaNs = false;
                if (i >= at && i < at + count) {
                    float product = weight * delta[from + i - at];
                    expected = before[i] + product;
                    twoNaNs = Float.isNaN(before[i]) && Float.isNaN(product);
                }
                // Which of two NaNs an addition returns, Java leaves open.
                if (twoNaNs ? !Float.isNaN(sum[i]) : bits(sum[i]) != bits(expected)) {
                    assertThat(Float.toHexString(sum[i]))
                            .as("component %d of %d at %d", i, count, at)
                            .isEqualTo(Float.toHexString(expected) + " bit for bit");
                }
            }
        }
    }

    private void assertStatistics(TensorEncoding encoding, double special) {
        StatisticsAccumulator kernel = new StatisticsAccumulator();
        for (int count = 1; count <= LONGEST; count++) {
            byte[] chunk = Tensors.encode(encoding, values(count, special), 0, count);
            float[] values = new float[count];
            Tensors.decode(encoding, chunk, 0, 0, 0, count, values, 0);
            int offset = random.nextInt(9);
            byte[] record = new byte[offset + chunk.length];
            System.arraycopy(chunk, 0, record, offset, chunk.length);

            UpdateStatistics actual = kernel.compute(encoding, record, offset, count).result();

            // Equality of doubles in records is that of their bits, but for those of a NaN.
            assertThat(actual).as("%d components", count).isEqualTo(threePasses(values));
        }
    }

    private static UpdateStatistics threePasses(float[] values) {
        double mean = 0;
        double m2 = 0;
        double squares = 0;
        for (int first = 0; first < values.length; first += 1024) {
            int size = Math.min(1024, values.length - first);
            double[] block = new double[size];
            for (int i = 0; i < size; i++) {
                block[i] = values[first + i];
            }
            double blockMean = inFourLanes(block) / size;
            double delta = blockMean - mean;
            double between = delta * delta * ((double) first * size / (first + size));
            mean += delta * size / (first + size);
            m2 += inFourLanes(squares(block, blockMean)) + between;
            squares += inFourLanes(squares(block, 0));
        }
        return new UpdateStatistics(values.length, mean, m2, squares);
    }

    private static double[] squares(double[] values, double centre) {
        double[] squares = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double distance = values[i] - centre;
            squares[i] = distance * distance;
        }
        return squares;
    }

    private static double inFourLanes(double[] values) {
        double[] lanes = new double[4];
        int whole = values.length / 4 * 4;
        for (int i = 0; i < values.length; i++) {
            lanes[i < whole ? i % 4 : 0] += values[i];
        }
        return lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
    }

    /**
     * So far apart in magnitude that sums of them in double round, and in another order otherwise.
     */
    private float[] values(int count, double special) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] =
                    random.nextDouble() < special
                            ? SPECIAL[random.nextInt(SPECIAL.length)]
                            : (float) Math.scalb(random.nextGaussian(), random.nextInt(38) - 24);
        }
        return values;
    }

    private static int bits(float value) {
        return Float.floatToRawIntBits(value);
    }
}
