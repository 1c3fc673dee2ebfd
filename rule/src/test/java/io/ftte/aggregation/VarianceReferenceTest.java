package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** v_ref, the median of the window at the moment a buffer opens. */
class VarianceReferenceTest {

    @Test
    void reference_fewerThanMinimum_isAbsentAndFactorIsOne() {
        TestBuffer buffer = buffer(2, 64, 5);
        admit(buffer, 1, 2, 3, 4);
        assertThat(buffer.plan.referenceVariance).isZero();
        assertThat(buffer.admit(0, 0, 1e9).varianceFactor()).isEqualTo(1);
    }

    @Test
    void reference_oddNumber_isTheMiddleOne() {
        TestBuffer buffer = buffer(5, 64, 5);
        admit(buffer, 9, 1, 7, 3, 100);
        assertThat(buffer.plan.referenceVariance).isEqualTo(7);
    }

    @Test
    void reference_evenNumber_isTheMeanOfTheMiddleTwo() {
        TestBuffer buffer = buffer(6, 64, 5);
        admit(buffer, 9, 1, 7, 3, 100, 4);
        assertThat(buffer.plan.referenceVariance).isEqualTo(5.5);
    }

    @Test
    void reference_whileABufferFills_isFixed() {
        TestBuffer buffer = buffer(5, 5, 5);
        admit(buffer, 1, 1, 1, 1, 1);
        for (int i = 0; i < 4; i++) {
            assertThat(buffer.admit(0, 1, 16).varianceFactor()).isEqualTo(0.25);
            assertThat(buffer.plan.referenceVariance).isEqualTo(1);
        }
    }

    @Test
    void reference_whenTheWindowIsFull_forgetsTheOldest() {
        TestBuffer buffer = buffer(1, 3, 3);
        admit(buffer, 1000, 1000, 1000, 1, 2, 3);
        assertThat(buffer.plan.referenceVariance).isEqualTo(2);
    }

    @Test
    void reference_ofAnotherPlan_isItsOwn() {
        AggregationRule rule =
                new AggregationRule(
                        TestSettings.defaults()
                                .setBufferSize(2)
                                .setVariance(TestSettings.variance(0.5, 64, 1))
                                .build());
        ModelBuffer model = rule.start(0, new int[] {1, 2}, new int[] {4, 4});
        Weight weight = new Weight();
        rule.admit(model, model.plans[0], 0, 0, 1, 4, 1, weight);
        rule.admit(model, model.plans[1], 0, 0, 1, 9, 1, weight);
        rule.close(model);
        assertThat(model.plans[0].referenceVariance).isEqualTo(4);
        assertThat(model.plans[1].referenceVariance).isEqualTo(9);
    }

    @Test
    void factor_referenceZero_isOne() {
        TestBuffer buffer = buffer(5, 64, 5);
        admit(buffer, 0, 0, 0, 0, 0);
        assertThat(buffer.admit(0, 1, 5).varianceFactor()).isEqualTo(1);
    }

    @Test
    void factor_belowReference_isOne() {
        TestBuffer buffer = buffer(5, 64, 5);
        admit(buffer, 4, 4, 4, 4, 4);
        assertThat(buffer.admit(0, 1, 0.01).varianceFactor()).isEqualTo(1);
    }

    private static TestBuffer buffer(int size, int window, int minimum) {
        return new TestBuffer(
                TestSettings.defaults()
                        .setBufferSize(size)
                        .setVariance(TestSettings.variance(0.5, window, minimum))
                        .build());
    }

    private static void admit(TestBuffer buffer, double... variances) {
        for (double variance : variances) {
            buffer.admit(0, buffer.model.version, variance);
        }
    }
}
