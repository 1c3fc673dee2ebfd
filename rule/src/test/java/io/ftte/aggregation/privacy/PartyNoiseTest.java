package io.ftte.aggregation.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ftte.aggregation.privacy.PartyNoise.Party;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Keys are fixed, so what is drawn is, too: a test of chance is one that passes or does not. */
class PartyNoiseTest {
    private static final int COUNT = 1 << 18;
    private static final PrivacyKey KEY = PrivacyKey.parse("0".repeat(64));
    private static final NoiseName NAME = new NoiseName("m", 0, 1, 1, new byte[32]);

    private static int[] noise(Party party, PrivacyKey key, NoiseName name, int multiple) {
        int[] noise = new int[COUNT];
        new PartyNoise(party, key, name, multiple).addTo(noise, 0);
        return noise;
    }

    private static int[] noise(int multiple) {
        return noise(Party.LEADER, KEY, NAME, multiple);
    }

    @Test
    void multiple_ofADeviation_isTheLeastThatHasIt() {
        for (double deviation : new double[] {1e5, 123_456.7, 16_000_000}) {
            int multiple = PartyNoise.multiple(deviation);
            assertThat(PartyNoise.deviation(multiple)).isGreaterThanOrEqualTo(deviation);
            assertThat(PartyNoise.deviation(multiple - 1)).isLessThan(deviation);
        }
        assertThat(PartyNoise.multiple(1)).isZero();
    }

    /** Its products would leave 32 bits, and with them what hides. */
    @Test
    void multiple_thatWouldWrapAround_isRefused() {
        for (int multiple : new int[] {0, -1, PartyNoise.MOST + 1, 1 << 30}) {
            assertThatThrownBy(() -> new PartyNoise(Party.HELPER, KEY, NAME, multiple))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void addTo_anySlices_giveTheSameNoise() {
        int[] whole = noise(11);
        Random random = new Random(5);
        PartyNoise stream = new PartyNoise(Party.LEADER, KEY, NAME, 11);
        for (int round = 0; round < 50; round++) {
            int from = random.nextInt(20_000);
            int[] slice = new int[random.nextInt(3_000) + 1];
            stream.addTo(slice, from);
            assertThat(slice).isEqualTo(Arrays.copyOfRange(whole, from, from + slice.length));
        }
    }

    @Test
    void addTo_aSumThatWrapsAround_addsModuloItsBits() {
        int[] sum = new int[1_000];
        Arrays.fill(sum, Integer.MAX_VALUE);
        new PartyNoise(Party.LEADER, KEY, NAME, 11).addTo(sum, 0);
        int[] whole = noise(11);
        for (int i = 0; i < sum.length; i++) {
            assertThat(sum[i] - Integer.MAX_VALUE).isEqualTo(whole[i]);
        }
    }

    /** The same key in both parties' hands gives each its own, and so does all else. */
    @Test
    void addTo_anythingElse_givesIndependentNoise() {
        int[] own = noise(300);
        List<int[]> others =
                List.of(
                        noise(Party.HELPER, KEY, NAME, 300),
                        noise(Party.LEADER, PrivacyKey.parse("1".repeat(64)), NAME, 300),
                        noise(Party.LEADER, KEY, new NoiseName("m", 0, 2, 1, new byte[32]), 300),
                        Arrays.copyOfRange(noise(300), 1, COUNT));
        for (int[] other : others) {
            assertThat(correlation(own, other) / variance(300))
                    .isCloseTo(0, within(4 / Math.sqrt(COUNT)));
        }
    }

    private static double variance(int multiple) {
        return PartyNoise.deviation(multiple) * PartyNoise.deviation(multiple);
    }

    private static double correlation(int[] one, int[] other) {
        double sum = 0;
        for (int i = 0; i < other.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum / other.length;
    }

    /** 200 equally likely cells of the normal distribution; 199 ± 20 are expected. */
    @Test
    void addTo_anyMultiple_isGaussianOfItsDeviation() {
        for (int multiple : new int[] {PartyNoise.LEAST, 300, PartyNoise.MOST}) {
            double deviation = PartyNoise.deviation(multiple);
            long[] found = new long[200];
            for (int n : noise(multiple)) {
                found[(int) Math.min(199, 200 * normal(n / deviation))]++;
            }
            assertThat(chiSquared(found)).as("multiple %d", multiple).isBetween(140.0, 270.0);
        }
    }

    /**
     * Nothing of the multiple shows: remainders by it are as even as any, which the coarse part
     * alone would not be. 299 ± 24 are expected.
     */
    @Test
    void addTo_remaindersByTheMultiple_areEven() {
        long[] found = new long[300];
        for (int n : noise(300)) {
            found[Math.floorMod(n, 300)]++;
        }
        assertThat(chiSquared(found)).isBetween(220.0, 390.0);
    }

    private static double chiSquared(long[] found) {
        double expected = (double) COUNT / found.length;
        return Arrays.stream(found).mapToDouble(n -> (n - expected) * (n - expected)).sum()
                / expected;
    }

    /** Φ, by its series (Marsaglia, "Evaluating the Normal Distribution", 2004). */
    private static double normal(double x) {
        double sum = x;
        double term = x;
        for (int i = 3; Math.abs(term) > 1e-17; i += 2) {
            term *= x * x / i;
            sum += term;
        }
        double upTo = 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
        return Math.max(0, Math.min(1, upTo));
    }
}
