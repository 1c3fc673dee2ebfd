package io.ftte.aggregation.privacy;

import static io.ftte.aggregation.privacy.PrivateSettings.builder;
import static io.ftte.aggregation.privacy.PrivateSettings.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.aggregation.StatisticsAccumulator;
import io.ftte.aggregation.UpdateStatistics;
import io.ftte.aggregation.WeightedSum;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.VarianceSettings;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.wire.Tensors;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PrivacyRuleTest {

    @Test
    void of_noPrivacy_isNothing() {
        assertThat(PrivacyRule.of(AggregationJson.defaults())).isEmpty();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                with(s -> s.setPrivacyDelta(null), "privacy is noise, epsilon, delta and devices"),
                with(s -> s.setClipNorm(null), "clipNorm is missing"),
                with(
                        s -> s.setVariance(new VarianceSettings(0.5, 64, 5)),
                        "variance.exponent must"),
                with(s -> s.setNormalizer("weights"), "normalizer must be contributions"),
                with(s -> s.setExamples("sqrt"), "examples must be equal"),
                with(s -> s.setPrivacyDelta(0.001), "privacy.delta must be below"),
                with(s -> s.setBufferSize(1001), "bufferSize must be at most privacy.devices"),
                with(
                        s -> s.setBufferSize(2032).setPrivacyDevices(5000L),
                        "bufferSize must be below 2032 with"),
                with(s -> s.setClipNorm(1e-30), "clipNorm 1.0E-30 is too far from 1"),
                with(s -> s.setClipNorm(1e38), "clipNorm 1.0E38 is too far from 1"),
                with(s -> s.setPrivacyEpsilon(4.0), "privacy.epsilon must be at least 5.22"));
    }

    private static Arguments with(Consumer<AggregationSettings.Builder> change, String message) {
        return Arguments.of(change, message);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void of_settingsWithWhichPrivacyWouldNotHold_areRefusedByName(
            Consumer<AggregationSettings.Builder> change, String message) {
        AggregationSettings.Builder settings = builder();
        assertThat(PrivacyRule.of(settings.build())).isPresent();
        change.accept(settings);
        assertThatThrownBy(() -> PrivacyRule.of(settings.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void of_largestBufferAtThisNoise_isExact() {
        assertThat(PrivacyRule.of(builder().setBufferSize(2031).setPrivacyDevices(5000L).build()))
                .isPresent();
    }

    @Test
    void checkLength_roundingTakesHalfOfTheNorm_isRefused() {
        rule(builder().setPrivacyNoise(8.0)).checkLength(1 << 20);
        assertThatThrownBy(() -> rule(builder().setPrivacyNoise(8.0)).checkLength((1 << 20) + 1))
                .hasMessageStartingWith("privacy.noise must be at most 7.99")
                .hasMessageContaining("for 1048577 parameters");
    }

    @Test
    void checkChange_epsilonOrClip_mayChange() {
        PrivacyRule.checkChange(
                builder().build(), builder().setPrivacyEpsilon(60.0).setClipNorm(3.0).build());
    }

    @Test
    void checkChange_allElse_isRefused() {
        AggregationSettings before = builder().build();
        for (AggregationSettings.Builder after :
                new AggregationSettings.Builder[] {
                    builder().setPrivacyNoise(2.0),
                    builder().setPrivacyDelta(1e-7),
                    builder().setPrivacyDevices(10L)
                }) {
            assertThatThrownBy(() -> PrivacyRule.checkChange(before, after.build()))
                    .hasMessageStartingWith("of privacy only epsilon can change");
        }
        AggregationSettings none = AggregationJson.defaults();
        assertThatThrownBy(() -> PrivacyRule.checkChange(before, none))
                .hasMessageStartingWith("privacy cannot begin or end");
        assertThatThrownBy(() -> PrivacyRule.checkChange(none, before))
                .hasMessageStartingWith("privacy cannot begin or end");
    }

    @Test
    void mostParticipations_isTheLastThatTheBudgetPays() {
        for (double budget : new double[] {5.3, 10, 50, 1000}) {
            PrivacyRule rule = rule(builder().setPrivacyEpsilon(budget));
            assertThat(rule.epsilon(rule.mostParticipations())).isLessThanOrEqualTo(budget);
            assertThat(rule.epsilon(rule.mostParticipations() + 1L)).isGreaterThan(budget);
        }
    }

    @Test
    void multiplier_normBelowTheClip_makesStepsOfTheGrid() {
        PrivacyRule rule = rule(builder());
        assertThat(rule.grid()).isEqualTo(2f / 8192);
        assertThat(rule.multiplier(1, 1, 1000)).isEqualTo(4096);
        assertThat(rule.multiplier(0.5, 0, 1000)).isEqualTo(2048);
    }

    /**
     * What the whole guarantee stands on: the norm of what is added is at most D/σ, in integers and
     * whatever the update, its length, encoding and age.
     */
    @ParameterizedTest
    @EnumSource(TensorEncoding.class)
    void multiplier_anyUpdate_roundsToAtMostTheClipNorm(TensorEncoding encoding) {
        Random random = new Random(11);
        WeightedSum sum = WeightedSum.rounding();
        for (int round = 0; round < 2_000; round++) {
            double noise = Math.exp(random.nextDouble() * 7 - 3.5);
            double clip = Math.exp(random.nextDouble() * 30 - 15);
            PrivacyRule rule =
                    rule(
                            builder()
                                    .setBufferSize(1)
                                    .setPrivacyEpsilon(1e6)
                                    .setClipNorm(clip)
                                    .setPrivacyNoise(noise));
            float[] delta = update(random, clip);
            byte[] bytes = Tensors.encode(encoding, delta, 0, delta.length);
            UpdateStatistics numbers =
                    new StatisticsAccumulator().compute(encoding, bytes, 0, delta.length).result();
            if (!numbers.isFinite()) {
                continue;
            }
            double age = round % 3 == 0 ? 1 : random.nextDouble();
            double multiplier = rule.multiplier(age, numbers.norm(), delta.length);
            float[] steps = new float[delta.length];
            sum.add(steps, 0, (float) multiplier, encoding, bytes, 0, delta.length);

            double squares = 0;
            for (float step : steps) {
                assertThat(step).isEqualTo((float) Math.rint(step));
                squares += (double) step * step;
            }
            double most = DiscreteGaussian.DEVIATION / noise;
            assertThat(squares)
                    .as("noise %s, clip %s", noise, clip)
                    .isLessThanOrEqualTo(most * most);
        }
    }

    /** Of few or many components, spread, alone, or alike, from far below to far above the clip. */
    private static float[] update(Random random, double clip) {
        float[] delta = new float[1 + random.nextInt(1 << random.nextInt(11))];
        double scale = clip * Math.exp(random.nextDouble() * 16 - 8) / Math.sqrt(delta.length);
        int shape = random.nextInt(3);
        for (int i = 0; i < delta.length; i++) {
            double value =
                    switch (shape) {
                        case 0 -> random.nextGaussian();
                        case 1 -> random.nextInt(50) == 0 ? 1 : 1e-6;
                        default -> 1;
                    };
            delta[i] = (float) Math.max(-1e5, Math.min(1e5, scale * value));
        }
        return delta;
    }
}
