package io.ftte.aggregation.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.ftte.aggregation.WeightedSum;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RobustSumTest {
    private static final int LENGTH = 700;
    private static final RobustRule MEDIAN = new RobustRule(0.5);

    private final RobustSum robustSum = new RobustSum();
    private final Random random = new Random(11);

    private static KeptPart part(TensorEncoding encoding, float weight, float... numbers) {
        byte[] bytes = Tensors.encode(encoding, numbers, 0, numbers.length);
        return new KeptPart(weight, 0, numbers.length, encoding, bytes, 0);
    }

    private float[] sum(RobustRule rule, KeptPart... parts) {
        return robustSum.of(rule, List.of(parts), parts[0].count());
    }

    private float[] ofNumbers(RobustRule rule, float weight, float... numbers) {
        KeptPart[] parts = new KeptPart[numbers.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = part(TensorEncoding.F32, weight, numbers[i]);
        }
        return sum(rule, parts);
    }

    private List<KeptPart> updates(int count, TensorEncoding encoding) {
        List<KeptPart> updates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] numbers = new float[LENGTH];
            for (int j = 0; j < LENGTH; j++) {
                // Of few values, so that many are equal.
                double number = random.nextGaussian();
                numbers[j] = (float) (j % 2 == 0 ? number : Math.rint(number));
            }
            updates.add(part(encoding, random.nextInt(8) == 0 ? 0 : random.nextFloat(), numbers));
        }
        return updates;
    }

    private static float[] decoded(KeptPart part) {
        float[] numbers = new float[part.count()];
        Tensors.reader(part.encoding(), part.values(), 0, part.phase())
                .read(0, part.count(), numbers, 0);
        return numbers;
    }

    /** By sorting, in double precision. */
    private static double reference(List<KeptPart> parts, float[][] numbers, int dropped, int j) {
        double[] sorted =
                IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i][j]).toArray();
        Arrays.sort(sorted);
        double total = 0;
        double kept = 0;
        double sum = 0;
        for (int i = 0; i < numbers.length; i++) {
            double weight = parts.get(i).weight();
            total += weight;
            if (numbers[i][j] >= sorted[dropped]
                    && numbers[i][j] <= sorted[sorted.length - 1 - dropped]) {
                kept += weight;
                sum += weight * numbers[i][j];
            }
        }
        return kept > 0 ? sum * total / kept : 0;
    }

    @ParameterizedTest
    @EnumSource(TensorEncoding.class)
    void of_anyUpdates_isWhatSortingGives(TensorEncoding encoding) {
        for (int count : new int[] {1, 2, 3, 4, 5, 7, 8, 10, 16, 17, 33}) {
            for (double trim : new double[] {0.05, 0.2, 0.3, 0.49, 0.5}) {
                RobustRule rule = new RobustRule(trim);
                List<KeptPart> updates = updates(count, encoding);
                float[][] numbers =
                        updates.stream().map(RobustSumTest::decoded).toArray(float[][]::new);

                float[] sum = robustSum.of(rule, updates, LENGTH);

                for (int j = 0; j < LENGTH; j++) {
                    assertThat((double) sum[j])
                            .as("%d updates, trim %s", count, trim)
                            .isCloseTo(
                                    reference(updates, numbers, rule.dropped(count), j),
                                    within(3e-4));
                }
            }
        }
    }

    /** Zeros of both signs, subnormals, numbers near the largest, many of each equal. */
    @Test
    void of_extremesAndTies_hasTheBitsOfSortingAndAddingInOrder() {
        float[] extremes = {0, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 1e-38f, 1, -1, 1.6e38f};
        for (int count : new int[] {3, 5, 16, 21, 64}) {
            List<KeptPart> updates = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                float[] numbers = new float[2 * LENGTH];
                for (int j = 0; j < numbers.length; j++) {
                    float extreme = extremes[random.nextInt(extremes.length)];
                    numbers[j] = random.nextInt(3) == 0 ? (float) random.nextGaussian() : extreme;
                }
                float weight = new float[] {0, 1, Float.MIN_VALUE, 0.3f}[random.nextInt(4)];
                updates.add(part(TensorEncoding.F32, weight, numbers));
            }
            float[][] numbers =
                    updates.stream().map(RobustSumTest::decoded).toArray(float[][]::new);
            for (double trim : new double[] {0.2, 0.35, 0.5}) {
                RobustRule rule = new RobustRule(trim);

                float[] sum = robustSum.of(rule, updates, 2 * LENGTH);

                float[] expected = new float[sum.length];
                for (int j = 0; j < expected.length; j++) {
                    expected[j] = inOrder(updates, numbers, rule.dropped(count), j);
                }
                assertThat(sum).as("%d updates, trim %s", count, trim).isEqualTo(expected);
            }
        }
    }

    /** By sorting, each product and sum rounded to float32. */
    private static float inOrder(List<KeptPart> parts, float[][] numbers, int dropped, int j) {
        float[] sorted = new float[numbers.length];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = numbers[i][j];
        }
        Arrays.sort(sorted);
        float total = 0;
        float kept = 0;
        float sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            float weight = parts.get(i).weight();
            float number = numbers[i][j];
            total += weight;
            if (number >= sorted[dropped] && number <= sorted[sorted.length - 1 - dropped]) {
                kept += weight;
                sum += weight * number;
            }
        }
        return dropped == 0 ? sum : kept > 0 ? sum * (total / kept) : 0;
    }

    /** Examples by hand. */
    @Test
    void of_equalWeights_isCountTimesTheMeanOfTheMiddle() {
        assertThat(ofNumbers(MEDIAN, 1, 5, -100, 1)).containsExactly(3 * 1);
        assertThat(ofNumbers(MEDIAN, 1, 5, -100, 1, 2)).containsExactly(4 * 1.5f);
        assertThat(ofNumbers(MEDIAN, 0.5f, 8, 4)).as("two, all of them").containsExactly(6);
        assertThat(ofNumbers(new RobustRule(0.2), 1, 1000, 1, 2, 3, -1000)).containsExactly(5 * 2);
        assertThat(ofNumbers(new RobustRule(0.2), 1, 9, 1, 2, 1))
                .as("0.8 of one")
                .containsExactly(13);
    }

    /** What is left is weighed; a middle that weighs nothing is nothing. */
    @Test
    void of_otherWeights_weighsWhatIsLeft() {
        KeptPart old = part(TensorEncoding.F32, 0.25f, 1);
        KeptPart fresh = part(TensorEncoding.F32, 1, 2);
        KeptPart low = part(TensorEncoding.F32, 1, -50);
        KeptPart high = part(TensorEncoding.F32, 1, 90);
        assertThat(sum(MEDIAN, high, old, fresh, low)).containsExactly(2.25f * 3.25f / 1.25f);
        KeptPart nothing = part(TensorEncoding.F32, 0, 1);
        assertThat(sum(MEDIAN, high, nothing, low)).containsExactly(0);
    }

    @Test
    void of_equalNumbersAtTheEdge_allStay() {
        KeptPart one = part(TensorEncoding.F32, 1, 7);
        KeptPart three = part(TensorEncoding.F32, 3, 7);
        KeptPart other = part(TensorEncoding.F32, 1, 9);
        assertThat(sum(new RobustRule(0.3), one, three, other, one)).containsExactly(6 * 7);
        assertThat(
                        sum(
                                MEDIAN,
                                part(TensorEncoding.F32, 1, 0f),
                                part(TensorEncoding.F32, 1, -0f),
                                one))
                .as("zeros of both signs are equal")
                .containsExactly(0);
    }

    /** A minority moves a coordinate no further than the others' numbers reach. */
    @Test
    void of_fewerLiarsThanAreDropped_liesWithinTheHonest() {
        for (int round = 0; round < 200; round++) {
            float[] numbers = new float[16];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] =
                        i < 3
                                ? (float) ((random.nextDouble() - 0.5) * 2e6)
                                : (float) random.nextGaussian();
            }
            float[] honest = Arrays.copyOfRange(numbers, 3, 16);
            Arrays.sort(honest);

            float mean = ofNumbers(new RobustRule(0.2), 1, numbers)[0] / 16;

            assertThat(mean).isBetween(honest[0] - 1e-4f, honest[12] + 1e-4f);
        }
    }

    @ParameterizedTest
    @EnumSource(TensorEncoding.class)
    void of_nothingDropped_hasTheBitsOfTheWeightedSum(TensorEncoding encoding) {
        List<KeptPart> updates = updates(9, encoding);
        float[] expected = new float[LENGTH];
        WeightedSum plain = new WeightedSum();
        updates.forEach(
                part ->
                        plain.add(
                                expected,
                                0,
                                part.weight(),
                                part.encoding(),
                                part.values(),
                                0,
                                part.count()));

        assertThat(robustSum.of(new RobustRule(0.1), updates, LENGTH)).isEqualTo(expected);
        List<KeptPart> equal = Collections.nCopies(5, updates.get(0));
        assertThat(robustSum.of(MEDIAN, equal, LENGTH))
                .as("all within")
                .isEqualTo(robustSum.of(new RobustRule(0.1), equal, LENGTH));
    }

    /** Chunks and slices anywhere, of which each update has its own. */
    @ParameterizedTest
    @EnumSource(TensorEncoding.class)
    void of_vectorsCutAnywhere_hasTheSameBits(TensorEncoding encoding) {
        List<KeptPart> updates = updates(11, encoding);
        float[] whole = robustSum.of(new RobustRule(0.3), updates, LENGTH);
        for (int slice : new int[] {1, 100, 256, 257, 699}) {
            for (int from = 0; from < LENGTH; from += slice) {
                int to = Math.min(LENGTH, from + slice);
                List<KeptPart> parts = new ArrayList<>();
                for (KeptPart update : updates) {
                    int middle = from + random.nextInt(to - from + 1);
                    cut(update, from, middle, from, parts);
                    cut(update, middle, to, from, parts);
                }
                assertThat(robustSum.of(new RobustRule(0.3), parts, to - from))
                        .isEqualTo(Arrays.copyOfRange(whole, from, to));
            }
        }
    }

    private static void cut(KeptPart whole, int from, int to, int slice, List<KeptPart> into) {
        if (from < to) {
            TensorEncoding encoding = whole.encoding();
            into.add(
                    new KeptPart(
                            whole.weight(),
                            from - slice,
                            to - from,
                            encoding,
                            Tensors.cut(encoding, whole.values(), 0, from, to - from),
                            Tensors.phase(encoding, from)));
        }
    }

    @Test
    void of_noPartOrOneThatLeavesSomethingOut_isZeroThere() {
        assertThat(robustSum.of(MEDIAN, List.of(), 3)).containsExactly(0, 0, 0);
        KeptPart part = part(TensorEncoding.F32, 2, 5);
        KeptPart moved = new KeptPart(2, 1, 1, part.encoding(), part.values(), 0);
        assertThat(robustSum.of(MEDIAN, List.of(moved), 3)).containsExactly(0, 10, 0);
    }

    /** What reads each payload, the sum, and small change: not with the length of the vectors. */
    @Test
    void of_again_allocatesTheSumAndAReaderForEachUpdate() {
        List<KeptPart> updates = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            updates.add(part(TensorEncoding.F32, 1, new float[100_000]));
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20; i++) {
            robustSum.of(new RobustRule(0.2), updates, 100_000);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        robustSum.of(new RobustRule(0.2), updates, 100_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).isBetween(400_000L, 400_000L + 16 * 320 + 2_000);
    }
}
