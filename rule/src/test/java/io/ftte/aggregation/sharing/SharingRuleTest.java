package io.ftte.aggregation.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.aggregation.privacy.PartyNoise;
import io.ftte.encoding.SharedNorm;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.VarianceSettings;
import io.ftte.schemas.text.AggregationJson;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharingRuleTest {

    static AggregationSettings.Builder settings() {
        return AggregationSettings.newBuilder(AggregationJson.defaults())
                .setBufferSize(32)
                .setClipNorm(2.0)
                .setVariance(new VarianceSettings(0.0, 64, 5))
                .setSharingUnit(1e-5)
                .setSharingMinDevices(4);
    }

    private static void assertRefused(AggregationSettings.Builder settings, String why) {
        assertThatThrownBy(() -> SharingRule.of(settings.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(why);
    }

    @Test
    void of_whatDependsOnNumbersNobodySees_isRefused() {
        assertRefused(settings().setClipNorm(null), "clipNorm is missing: sharing needs it");
        assertRefused(
                settings().setVariance(new VarianceSettings(0.5, 64, 5)),
                "variance.exponent must be 0 with sharing");
        assertRefused(settings().setExamples("linear"), "examples must be equal with sharing");
        assertRefused(settings().setRobustRule("median"), "robust.rule must be mean with sharing");
        assertRefused(settings().setSharingUnit(null), "sharing is unit and minDevices together");
        assertRefused(settings().setSharingMinDevices(33), "sharing.minDevices must be at most");
        assertRefused(settings().setBufferSize(5_001), "bufferSize must be at most 5000");
        assertThat(
                        SharingRule.of(
                                settings().setSharingUnit(null).setSharingMinDevices(null).build()))
                .isEmpty();
    }

    /** All devices push one parameter as far as they may, at full weight. */
    @Test
    void unit_leastThatIsTaken_letsNoSumOverflow() {
        for (int bufferSize : new int[] {4, 10, 5_000}) {
            for (double clipNorm : new double[] {1e-3, 2, 1e5}) {
                AggregationSettings.Builder settings =
                        settings()
                                .setBufferSize(bufferSize)
                                .setClipNorm(clipNorm)
                                .setSharingUnit(1e6);
                float unit = least(settings);
                long most = (long) Math.rint(clipNorm / unit);
                assertThat((bufferSize + 1) * most * SharingRule.WEIGHTS)
                        .isLessThan(1L << 31)
                        .as("and hardly more bits are needed")
                        .isGreaterThan(1L << 30);
            }
        }
    }

    /** As above, and both parties draw the largest noise that there is. */
    @Test
    void unit_leastWithNoise_letsNoSumOverflow() {
        for (int bufferSize : new int[] {32, 500, 5_000}) {
            for (double noise : new double[] {0.5, 4, 30}) {
                AggregationSettings.Builder settings =
                        withNoise(noise)
                                .setSharingUnit(1.3e-3 * noise)
                                .setBufferSize(bufferSize)
                                .setPrivacyDevices(100_000L);
                float unit = least(settings);
                int multiple =
                        SharingRule.of(settings.setSharingUnit(1.0001 * unit).build())
                                .orElseThrow()
                                .noiseMultiple();
                long most = SharedNorm.most(2, 1.0001f * unit);
                long drawn = 2L * PartyNoise.MOST_DEVIATIONS * PartyNoise.DEVIATION;
                assertThat((bufferSize + 1) * most * SharingRule.WEIGHTS + drawn * (multiple + 1))
                        .isLessThan(1L << 31);
                assertThat(multiple).isBetween(PartyNoise.LEAST, PartyNoise.MOST);
            }
        }
    }

    private static AggregationSettings.Builder withNoise(double noise) {
        return settings()
                .setSharingUnit(1e-4)
                .setPrivacyNoise(noise)
                .setPrivacyEpsilon(50.0)
                .setPrivacyDelta(1e-6)
                .setPrivacyDevices(1_000L);
    }

    /** One device moves a sum by 64 · 20,000 steps at most. */
    @Test
    void noise_ofBothParties_isWhatTheModelAsksFor() {
        SharingRule rule = SharingRule.of(withNoise(4).build()).orElseThrow();
        double both = Math.sqrt(2) * PartyNoise.deviation(rule.noiseMultiple());
        assertThat(both / (64 * 20_000)).isBetween(4.0, 4.02);
        assertThat(SharingRule.of(settings().build()).orElseThrow().noiseMultiple()).isZero();
    }

    @Test
    void unit_tooCoarseOrFineForTheNoise_isRefused() {
        assertRefused(withNoise(4).setSharingUnit(0.1), "sharing.unit must be between ");
        assertRefused(withNoise(4).setSharingUnit(1e-9), "sharing.unit must be between ");
    }

    @Test
    void checkLength_whereRoundingIsHalfOfTheNorm_isRefused() {
        SharingRule rule = SharingRule.of(settings().build()).orElseThrow();
        rule.checkLength(1_000_000);
        SharingRule coarse = SharingRule.of(settings().setSharingUnit(0.01).build()).orElseThrow();
        coarse.checkLength(39_999);
        assertThatThrownBy(() -> coarse.checkLength(40_001))
                .hasMessageStartingWith("sharing.unit must be at most 0.00999");
    }

    private static float least(AggregationSettings.Builder settings) {
        double refused = 1e-12;
        double taken = settings.getSharingUnit();
        while (taken / refused > 1.001) {
            double middle = Math.sqrt(taken * refused);
            try {
                SharingRule.of(settings.setSharingUnit(middle).build());
                taken = middle;
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("sums have 32 bits");
                refused = middle;
            }
        }
        return (float) taken;
    }

    @Test
    void rounded_anyAge_isAWeightOfWholeParts() {
        SharingRule rule = SharingRule.of(settings().build()).orElseThrow();
        assertThat(rule.rounded(1)).isEqualTo(1);
        assertThat(rule.rounded(0.5)).isEqualTo(0.5);
        assertThat(rule.rounded(1 / 3.0)).isEqualTo(21 / 64.0);
        assertThat(rule.rounded(1e-9)).as("who is admitted counts").isEqualTo(1 / 64.0);
        for (int integer = 1; integer <= SharingRule.WEIGHTS; integer++) {
            assertThat(SharingRule.integer(integer / 64.0)).isEqualTo(integer);
        }
    }

    /** However weights come, a buffer ends, and its weights are no more than the unit allows. */
    @Test
    void isFull_anyWeights_isSoBeforeSumsLeave32Bits() {
        SharingRule rule = SharingRule.of(settings().build()).orElseThrow();
        Random random = new Random(5);
        for (int run = 0; run < 2_000; run++) {
            int most = 1 + random.nextInt(64);
            int fill = 1;
            long weights = 64;
            long squares = 64 * 64;
            while (!rule.isFull(fill, weights, squares)) {
                int weight = 1 + random.nextInt(most);
                fill++;
                weights += weight;
                squares += weight * weight;
            }
            assertThat(fill).isBetween(32, 64 * 4);
            assertThat(weights).isLessThanOrEqualTo(64 * 33);
            assertThat(SharingRule.devices(weights, squares)).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void checkChange_whatDevicesWereTold_isRefused() {
        AggregationSettings before = settings().build();
        SharingRule.checkChange(before, settings().setServerLearningRate(3.0).build());
        assertThatThrownBy(
                        () ->
                                SharingRule.checkChange(
                                        before, settings().setSharingUnit(2e-5).build()))
                .hasMessageStartingWith("sharing cannot change");
        assertThatThrownBy(
                        () -> SharingRule.checkChange(before, settings().setClipNorm(3.0).build()))
                .hasMessageStartingWith("clipNorm cannot change");
    }
}
