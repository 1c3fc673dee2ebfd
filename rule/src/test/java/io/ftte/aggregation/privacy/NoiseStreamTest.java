package io.ftte.aggregation.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Keys are fixed, so what is drawn is, too: a test of chance is one that passes or does not. */
class NoiseStreamTest {
    private static final int COUNT = 1 << 20;
    private static final int DEVIATION = DiscreteGaussian.DEVIATION;
    private static final byte[] NONCE = new byte[32];
    private static final PrivacyKey KEY = key("0");

    private static final float[] NOISE = noise(stream(1, 1), COUNT);

    private static PrivacyKey key(String digit) {
        return PrivacyKey.parse(digit.repeat(64));
    }

    private static NoiseStream stream(long version, int planId) {
        return new NoiseStream(KEY, new NoiseName("m", 0, version, planId, NONCE));
    }

    private static float[] noise(NoiseStream stream, int count) {
        float[] noise = new float[count];
        stream.addTo(noise, 0);
        return noise;
    }

    @Test
    void addTo_anySlices_giveTheSameNoise() {
        Random random = new Random(5);
        int length = 20_000;
        NoiseStream stream = stream(1, 1);
        for (int round = 0; round < 50; round++) {
            int from = random.nextInt(length);
            float[] slice = new float[random.nextInt(Math.min(3_000, length - from)) + 1];
            stream.addTo(slice, from);
            assertThat(slice).isEqualTo(Arrays.copyOfRange(NOISE, from, from + slice.length));
        }
    }

    @Test
    void addTo_aSum_addsToIt() {
        float[] sum = new float[1_000];
        Arrays.fill(sum, 5);
        stream(1, 1).addTo(sum, 0);
        for (int i = 0; i < sum.length; i++) {
            assertThat(sum[i]).isEqualTo(NOISE[i] + 5);
        }
    }

    /** Whatever the noise is of: nothing but equal arguments gives equal noise. */
    @Test
    void addTo_anythingElse_givesOtherNoise() {
        byte[] otherNonce = new byte[32];
        otherNonce[31] = 1;
        List<NoiseStream> others =
                List.of(
                        new NoiseStream(key("1"), new NoiseName("m", 0, 1, 1, NONCE)),
                        new NoiseStream(KEY, new NoiseName("n", 0, 1, 1, NONCE)),
                        new NoiseStream(KEY, new NoiseName("m", 1, 1, 1, NONCE)),
                        stream(2, 1),
                        stream(1, 2),
                        new NoiseStream(KEY, new NoiseName("m", 0, 1, 1, otherNonce)));
        int count = 100_000;
        for (NoiseStream other : others) {
            float[] noise = noise(other, count);
            assertThat(correlation(Arrays.copyOf(NOISE, count), noise))
                    .isCloseTo(0, within(4 / Math.sqrt(count)));
            long equal = IntStream.range(0, count).filter(i -> noise[i] == NOISE[i]).count();
            // Two draws are equal with 1 / (2 √π D): 3.4 of 100,000.
            assertThat(equal).isLessThan(15);
        }
    }

    @Test
    void addTo_neighboursAndBlocks_areIndependent() {
        for (int lag : new int[] {1, 2, 3, 16, 512, 1024, 65_536}) {
            float[] one = Arrays.copyOf(NOISE, COUNT - lag);
            float[] other = Arrays.copyOfRange(NOISE, lag, COUNT);
            assertThat(correlation(one, other)).as("lag %d", lag).isCloseTo(0, within(0.004));
        }
    }

    private static double correlation(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum / one.length / DEVIATION / DEVIATION;
    }

    /** 400 equally likely cells over all integers; 399 ± 28 are expected. */
    @Test
    void addTo_aMillionCoordinates_haveTheDistribution() {
        int cells = 400;
        int reach = 10 * DEVIATION;
        double[] weights =
                IntStream.rangeClosed(-reach, reach)
                        .mapToDouble(n -> Math.exp(-0.5 * n / DEVIATION * n / DEVIATION))
                        .toArray();
        double total = Arrays.stream(weights).sum();
        int[] cellOf = new int[weights.length];
        double[] expected = new double[cells];
        double below = 0;
        for (int i = 0; i < weights.length; i++) {
            cellOf[i] = (int) Math.min(cells - 1, below * cells);
            expected[cellOf[i]] += weights[i] / total * COUNT;
            below += weights[i] / total;
        }
        long[] found = new long[cells];
        for (float n : NOISE) {
            found[cellOf[(int) n + reach]]++;
        }
        assertThat(chiSquared(found, expected)).isBetween(299.0, 511.0);
    }

    /** On the grid itself: every residue is as likely as the others; 63 ± 11 are expected. */
    @Test
    void addTo_aMillionCoordinates_fillTheGridEvenly() {
        long[] found = new long[64];
        for (float n : NOISE) {
            found[Math.floorMod((int) n, 64)]++;
        }
        double[] expected = new double[64];
        Arrays.fill(expected, COUNT / 64.0);
        assertThat(chiSquared(found, expected)).isBetween(30.0, 108.0);
    }

    private static double chiSquared(long[] found, double[] expected) {
        double sum = 0;
        for (int i = 0; i < found.length; i++) {
            sum += (found[i] - expected[i]) * (found[i] - expected[i]) / expected[i];
        }
        return sum;
    }
}
