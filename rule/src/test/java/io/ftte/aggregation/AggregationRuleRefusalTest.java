package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.settings.LateUpdates;
import io.ftte.schemas.text.Words;
import org.junit.jupiter.api.Test;

/** At version 5 of a model that takes updates of plan 0 at most 2 versions old, none late. */
class AggregationRuleRefusalTest {
    private static final int LENGTH = TestBuffer.LENGTH;

    private final TestBuffer buffer = at5(LateUpdates.REJECT);

    @Test
    void refusal_wrongLengthLateAndFuture_isWrongLength() {
        assertThat(refusal(buffer, LENGTH + 1, 6, true)).isEqualTo(RejectionReason.WRONG_LENGTH);
    }

    @Test
    void refusal_lateAndFuture_isLate() {
        assertThat(refusal(buffer, LENGTH, 6, true)).isEqualTo(RejectionReason.LATE);
    }

    @Test
    void refusal_lateAndTooStale_isLate() {
        assertThat(refusal(buffer, LENGTH, 0, true)).isEqualTo(RejectionReason.LATE);
    }

    @Test
    void refusal_lateWhereLateUpdatesCount_isFutureVersion() {
        assertThat(refusal(at5(LateUpdates.ADMIT), LENGTH, 6, true))
                .isEqualTo(RejectionReason.FUTURE_VERSION);
    }

    @Test
    void refusal_baseVersionOneAhead_isFutureVersion() {
        assertThat(refusal(buffer, LENGTH, 6, false)).isEqualTo(RejectionReason.FUTURE_VERSION);
        assertThat(refusal(buffer, LENGTH, Long.MAX_VALUE, false))
                .isEqualTo(RejectionReason.FUTURE_VERSION);
    }

    @Test
    void refusal_staleByOneTooMuch_isTooStale() {
        assertThat(refusal(buffer, LENGTH, 2, false)).isEqualTo(RejectionReason.TOO_STALE);
    }

    @Test
    void refusal_staleJustEnough_isEmpty() {
        assertThat(buffer.rule.refusal(buffer.model, buffer.plan, LENGTH, 3, false)).isEmpty();
        assertThat(buffer.rule.refusal(buffer.model, buffer.plan, LENGTH, 5, false)).isEmpty();
    }

    @Test
    void plan_unknown_isEmpty() {
        assertThat(buffer.model.plan(1)).isEmpty();
    }

    private static RejectionReason refusal(
            TestBuffer buffer, int length, long baseVersion, boolean late) {
        return buffer.rule
                .refusal(buffer.model, buffer.plan, length, baseVersion, late)
                .orElseThrow();
    }

    private static TestBuffer at5(LateUpdates late) {
        TestBuffer buffer =
                new TestBuffer(
                        TestSettings.unweighted()
                                .setBufferSize(1)
                                .setMaxStaleness(2)
                                .setLateUpdates(Words.of(late))
                                .build());
        buffer.publishUntil(5);
        return buffer;
    }
}
