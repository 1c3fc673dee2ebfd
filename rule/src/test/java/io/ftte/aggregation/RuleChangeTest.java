package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One rule takes the place of another between two buffers. */
class RuleChangeTest {
    private static AggregationRule rule(int window, int minimum) {
        return new AggregationRule(
                TestSettings.defaults()
                        .setBufferSize(1)
                        .setVariance(TestSettings.variance(0.5, window, minimum))
                        .build());
    }

    private static void admit(AggregationRule rule, ModelBuffer buffer, double variance) {
        rule.admit(buffer, buffer.plans[0], 0, buffer.version, 1, variance, 1, new Weight());
        rule.close(buffer);
    }

    /** v_ref in a window of four that changes to another size, at once and two versions later. */
    @ParameterizedTest
    @CsvSource({
        "2, 6.5, 8.5",
        "3, 6, 8",
        "4, 6.5, 7.5",
        "5, 6.5, 7",
        "6, 6.5, 7.5",
        "64, 6.5, 7.5"
    })
    void takeOver_windowOfAnotherSize_keepsTheNewestInOrder(
            int window, double atOnce, double later) {
        AggregationRule before = rule(4, 1);
        ModelBuffer buffer = before.start(0, new int[] {1}, new int[] {1});
        DoubleStream.of(1, 2, 3, 100, 5, 6, 7).forEach(v -> admit(before, buffer, v));
        AggregationRule after = rule(window, 1);
        after.takeOver(buffer);
        assertThat(buffer.plans[0].referenceVariance).isEqualTo(atOnce);
        DoubleStream.of(8, 9).forEach(v -> admit(after, buffer, v));
        assertThat(buffer.plans[0].referenceVariance).isEqualTo(later);
    }

    @Test
    void takeOver_atOnce_referenceFollowsTheNewMinimum() {
        AggregationRule before = rule(4, 3);
        ModelBuffer buffer = before.start(0, new int[] {1}, new int[] {1});
        admit(before, buffer, 2);
        assertThat(buffer.plans[0].referenceVariance).isZero();
        rule(4, 1).takeOver(buffer);
        assertThat(buffer.plans[0].referenceVariance).isEqualTo(2);
    }

    @Test
    void checkChange_whatShardsHaveNoStateFor_isRefused() {
        assertThatThrownBy(
                        () ->
                                ServerStep.checkChange(
                                        TestSettings.defaults().build(),
                                        TestSettings.defaults().setAveragingDecay(0.5).build()))
                .hasMessageContaining("averaging cannot begin");
        ServerStep.checkChange(
                TestSettings.defaults().setAveragingDecay(0.5).build(),
                TestSettings.defaults().setAveragingDecay(0.9).setServerLearningRate(2).build());
    }
}
