package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PayloadRuleTest {
    private static UpdateStatistics statistics(double sumSquares) {
        return new UpdateStatistics(4, 0, 1, sumSquares);
    }

    @Test
    void refusal_numbersAndExamplesInBounds_isNone() {
        assertThat(PayloadRule.refusal(statistics(1e12), 1)).isEmpty();
    }

    @Test
    void refusal_outOfBounds_isTheFirstThatApplies() {
        assertThat(PayloadRule.refusal(statistics(Double.NaN), 0).orElseThrow().toString())
                .isEqualTo("Refusal[reason=NON_FINITE, detail=a component is not finite]");
        assertThat(PayloadRule.refusal(statistics(4e12), 0).orElseThrow().toString())
                .isEqualTo("Refusal[reason=TOO_LARGE, detail=norm 2000000.0 is above 1000000.0]");
        assertThat(PayloadRule.refusal(statistics(1), 0).orElseThrow().toString())
                .isEqualTo("Refusal[reason=NO_EXAMPLES, detail=examples is 0]");
    }
}
