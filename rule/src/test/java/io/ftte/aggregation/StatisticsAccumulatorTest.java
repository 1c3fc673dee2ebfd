package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatisticsAccumulatorTest {
    private static final double ROUNDING_PERCENT = 1e-9;

    private final StatisticsAccumulator accumulator = new StatisticsAccumulator();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 257, 1023, 1024, 1025, 5000})
    void compute_anyLengthAndEncoding_agreesWithTwoPasses(int components) {
        float[] values = gaussian(components, 0.3, 2);
        for (TensorEncoding encoding : TensorEncoding.values()) {
            byte[] chunk = Tensors.encode(encoding, values, 0, components);
            Tensors.decode(encoding, chunk, 0, 0, 0, components, values, 0);
            assertAgreesWithTwoPasses(compute(encoding, chunk, components), values);
        }
    }

    @Test
    void compute_atAnOffset_readsFromThere() {
        float[] values = gaussian(300, 0, 1);
        for (TensorEncoding encoding : TensorEncoding.values()) {
            byte[] chunk = Tensors.encode(encoding, values, 0, values.length);
            byte[] shifted = new byte[chunk.length + 3];
            System.arraycopy(chunk, 0, shifted, 3, chunk.length);
            assertThat(accumulator.compute(encoding, shifted, 3, values.length).result())
                    .isEqualTo(compute(encoding, chunk, values.length));
        }
    }

    /** Where Σx²/n − mean² keeps no correct digit: the deviation is 1e-8 of the mean. */
    @ParameterizedTest
    @CsvSource({"1e6, 1e-2", "1e6, 1", "-1e6, 1e-2"})
    void compute_illConditioned_agreesWithExactArithmetic(double mean, double deviation) {
        float[] values = gaussian(100_000, mean, deviation);
        byte[] chunk = Tensors.encode(TensorEncoding.F32, values, 0, values.length);
        double exact = exactVariance(values);
        assertThat(exact).isPositive();
        assertThat(compute(TensorEncoding.F32, chunk, values.length).variance())
                .isCloseTo(exact, withinPercentage(1e-5));
    }

    @Test
    void compute_equalComponents_hasNoVariance() {
        float[] values = new float[3000];
        Arrays.fill(values, 0.1f);
        byte[] chunk = Tensors.encode(TensorEncoding.F32, values, 0, values.length);
        assertThat(compute(TensorEncoding.F32, chunk, values.length).variance())
                .isBetween(0.0, 1e-30);
    }

    @Test
    void merge_chunks_isTheWhole() {
        float[] values = gaussian(10_000, 5, 0.1);
        byte[] whole = Tensors.encode(TensorEncoding.F32, values, 0, values.length);
        UpdateStatistics merged = null;
        int[] cuts = {0, 1, 700, 4096, 9_999, 10_000};
        for (int i = 1; i < cuts.length; i++) {
            int count = cuts[i] - cuts[i - 1];
            byte[] chunk = Tensors.encode(TensorEncoding.F32, values, cuts[i - 1], count);
            UpdateStatistics part = compute(TensorEncoding.F32, chunk, count);
            merged = merged == null ? part : merged.merge(part);
        }
        assertThat(compute(TensorEncoding.F32, whole, values.length).variance())
                .isCloseTo(merged.variance(), withinPercentage(ROUNDING_PERCENT));
        assertAgreesWithTwoPasses(merged, values);
    }

    @ParameterizedTest
    @EnumSource(TensorEncoding.class)
    void isFinite_oneComponentIsNot_isFalse(TensorEncoding encoding) {
        for (float bad :
                new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (int at : new int[] {0, 1023, 1024, 2999}) {
                float[] values = gaussian(3000, 0, 1);
                values[at] = bad;
                byte[] chunk = Tensors.encode(encoding, values, 0, values.length);
                assertThat(compute(encoding, chunk, values.length).isFinite()).isFalse();
                assertThat(accumulator.isFinite()).isFalse();
            }
        }
    }

    @Test
    void isFinite_largestFloats_isTrue() {
        float[] values = new float[5000];
        Arrays.fill(values, Float.MAX_VALUE);
        byte[] chunk = Tensors.encode(TensorEncoding.F32, values, 0, values.length);
        UpdateStatistics statistics = compute(TensorEncoding.F32, chunk, values.length);
        assertThat(statistics.isFinite()).isTrue();
        assertThat(statistics.norm()).isGreaterThan(AggregationRule.MAX_NORM);
        assertThat(accumulator.norm()).isEqualTo(statistics.norm());
    }

    private UpdateStatistics compute(TensorEncoding encoding, byte[] chunk, int components) {
        return accumulator.compute(encoding, chunk, 0, components).result();
    }

    private static void assertAgreesWithTwoPasses(UpdateStatistics actual, float[] values) {
        double sum = 0;
        double squares = 0;
        for (float x : values) {
            sum += x;
            squares += (double) x * x;
        }
        double mean = sum / values.length;
        double deviations = 0;
        for (float x : values) {
            deviations += (x - mean) * (x - mean);
        }
        assertThat(actual.count()).isEqualTo(values.length);
        assertThat(actual.mean()).isCloseTo(mean, withinPercentage(ROUNDING_PERCENT));
        assertThat(actual.m2()).isCloseTo(deviations, withinPercentage(ROUNDING_PERCENT));
        assertThat(actual.norm()).isCloseTo(Math.sqrt(squares), withinPercentage(ROUNDING_PERCENT));
    }

    private static double exactVariance(float[] values) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal squares = BigDecimal.ZERO;
        for (float value : values) {
            BigDecimal x = new BigDecimal(value);
            sum = sum.add(x);
            squares = squares.add(x.multiply(x));
        }
        BigDecimal n = BigDecimal.valueOf(values.length);
        BigDecimal mean = sum.divide(n, MathContext.DECIMAL128);
        return squares.subtract(mean.multiply(sum)).divide(n, MathContext.DECIMAL128).doubleValue();
    }

    private static float[] gaussian(int count, double mean, double deviation) {
        Random random = new Random(count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return values;
    }
}
