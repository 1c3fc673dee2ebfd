package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.settings.AgeFunction;
import io.ftte.schemas.settings.ExampleWeighting;
import io.ftte.schemas.settings.Normalizer;
import io.ftte.schemas.text.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregationRuleWeightTest {

    @ParameterizedTest
    @CsvSource({
        "EQUAL, 400, 1",
        "LINEAR, 30, 30",
        "LINEAR, 400, 100",
        "SQRT, 64, 8",
        "SQRT, 400, 10"
    })
    void admit_examples_weighThemUpToMaxExamples(
            ExampleWeighting examples, long n, double expected) {
        TestBuffer buffer =
                new TestBuffer(
                        TestSettings.unweighted()
                                .setExamples(Words.of(examples))
                                .setMaxExamples(100)
                                .build());
        assertThat(buffer.admit(2_000, 0, n, 1, 1).value()).isEqualTo(expected);
        assertThat(buffer.plan.divisor).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"8, 0.25", "2, 1", "1, 1", "0, 1"})
    void admit_clipNorm_scalesLongerUpdatesDownToIt(double norm, double expected) {
        TestBuffer buffer = new TestBuffer(TestSettings.unweighted().setClipNorm(2.0).build());
        assertThat(buffer.admit(2_000, 0, 1, 1, norm).value()).isEqualTo(expected);
        assertThat(buffer.plan.divisor).as("Z leaves the clip out").isEqualTo(1);
    }

    @Test
    void admit_withoutClipNorm_takesAnyNorm() {
        TestBuffer buffer = new TestBuffer(TestSettings.unweighted().build());
        assertThat(buffer.admit(2_000, 0, 1, 1, 1e6).value()).isEqualTo(1);
        assertThat(buffer.admit(2_000, 0, 1, 0, 0).value()).isEqualTo(1);
    }

    /** τ = 3, so f = 1/2; variance 4 times the reference, so g = 1/2; h = 9; c = 1/3. */
    @Test
    void admit_allFactors_multiply() {
        TestBuffer buffer = weighing(Normalizer.CONTRIBUTIONS);
        Weight weight = buffer.admit(9_000, 2, 9, 4, 6);
        assertThat(weight.staleness()).isEqualTo(3);
        assertThat(weight.ageFactor()).isEqualTo(0.5);
        assertThat(weight.varianceFactor()).isEqualTo(0.5);
        assertThat(weight.value()).isCloseTo(0.75, within(1e-15));
    }

    @Test
    void admit_normalizerContributions_sumsExampleFactors() {
        TestBuffer buffer = weighing(Normalizer.CONTRIBUTIONS);
        buffer.admit(9_000, 2, 9, 4, 6);
        buffer.admit(9_000, 5, 2, 1, 1);
        assertThat(buffer.plan.divisor).isEqualTo(9 + 2);
    }

    @Test
    void admit_normalizerWeights_sumsWeightsBeforeClipping() {
        TestBuffer buffer = weighing(Normalizer.WEIGHTS);
        buffer.admit(9_000, 2, 9, 4, 6);
        buffer.admit(9_000, 5, 2, 1, 1);
        assertThat(buffer.plan.divisor).isEqualTo(9 / 4.0 + 2);
    }

    @Test
    void admit_halfLife_measuresFromPublicationOfBaseVersion() {
        TestBuffer buffer =
                new TestBuffer(
                        TestSettings.unweighted()
                                .setBufferSize(1)
                                .setAge(
                                        TestSettings.age(AgeFunction.HALF_LIFE)
                                                .setHalfLifeMs(100.0)
                                                .build())
                                .build());
        buffer.publishUntil(3);
        assertThat(buffer.admit(1_110, 1, 1).ageFactor()).isEqualTo(0.5);
        assertThat(buffer.model.lastPublication()).isEqualTo(1_110);
    }

    /** Weights with a normaliser of contributions depend on nothing else in the same buffer. */
    @Test
    void admit_afterOthersOfTheSameBuffer_weighsTheSame() {
        TestBuffer alone = weighing(Normalizer.CONTRIBUTIONS);
        TestBuffer crowded = weighing(Normalizer.CONTRIBUTIONS);
        for (int i = 0; i < 8; i++) {
            crowded.admit(8_000, i % 6, i + 1, 1000 * i, i);
        }
        assertThat(crowded.admit(9_000, 2, 9, 4, 6).value())
                .isEqualTo(alone.admit(9_000, 2, 9, 4, 6).value());
    }

    /** At version 5 with v_ref = 1; examples count linearly, longer updates are clipped to 2. */
    private static TestBuffer weighing(Normalizer normalizer) {
        AggregationSettings settings =
                TestSettings.defaults()
                        .setBufferSize(10)
                        .setExamples(Words.of(ExampleWeighting.LINEAR))
                        .setClipNorm(2.0)
                        .setNormalizer(Words.of(normalizer))
                        .build();
        TestBuffer buffer = new TestBuffer(settings);
        buffer.publishUntil(5);
        return buffer;
    }
}
