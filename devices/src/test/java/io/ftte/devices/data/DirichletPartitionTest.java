package io.ftte.devices.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ftte.ondevice.data.Dataset;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirichletPartitionTest {

    private final Dataset digits = Digits.load();

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.1, 0.5, 1, 100})
    void of_anyAlpha_dealsEveryExampleOnceAndTheMinimumToAll(double alpha) {
        List<int[]> parts = partition(50, alpha, 1);

        assertThat(parts).hasSize(50).allMatch(part -> part.length >= 4);
        int[] all = parts.stream().flatMapToInt(Arrays::stream).sorted().toArray();
        assertThat(all).hasSize(digits.size());
        for (int i = 0; i < all.length; i++) {
            assertThat(all[i]).isEqualTo(i);
        }
    }

    @Test
    void of_smallAlpha_isMoreSkewedThanLargeAlpha() {
        assertThat(meanShareOfCommonestClass(0.1)).isGreaterThan(0.5);
        assertThat(meanShareOfCommonestClass(0.5)).isBetween(0.25, 0.6);
        assertThat(meanShareOfCommonestClass(1000)).isLessThan(0.2);
    }

    @Test
    void of_sameSeed_givesTheSameParts() {
        assertThat(partition(20, 0.5, 3).toArray(int[][]::new))
                .isDeepEqualTo(partition(20, 0.5, 3).toArray(int[][]::new));
        assertThat(partition(20, 0.5, 4).get(0)).isNotEqualTo(partition(20, 0.5, 3).get(0));
    }

    @Test
    void of_moreThanThereIs_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> partition(500, 0.5, 1))
                .withMessage(
                        "500 devices with at least 4 examples each need more than the 1797 there"
                                + " are");
    }

    @Test
    void dirichlet_manyDraws_hasMeanAndVarianceOfTheDistribution() {
        RandomGenerator random = Seeds.generator(5, 0);
        int draws = 20_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double[] shares = DirichletPartition.dirichlet(new double[] {.5, .5, .5, .5}, random);
            assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
            sum += shares[0];
            squares += shares[0] * shares[0];
        }
        double mean = sum / draws;
        double variance = squares / draws - mean * mean;
        // Mean 1/k, variance (1/k)(1 - 1/k) / (k alpha + 1); five standard errors.
        assertThat(mean).isCloseTo(0.25, within(5 * Math.sqrt(0.0625 / draws)));
        assertThat(variance).isCloseTo(0.0625, within(0.005));
    }

    private List<int[]> partition(int devices, double alpha, long seed) {
        return DirichletPartition.of(digits, devices, alpha, 4, Seeds.generator(seed, 0));
    }

    private double meanShareOfCommonestClass(double alpha) {
        return partition(20, alpha, 2).stream()
                .mapToDouble(
                        part -> {
                            int[] counts = new int[10];
                            Arrays.stream(part).forEach(i -> counts[digits.labels()[i]]++);
                            return (double) Arrays.stream(counts).max().orElseThrow() / part.length;
                        })
                .average()
                .orElseThrow();
    }
}
