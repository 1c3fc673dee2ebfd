package io.ftte.aggregation;

import io.ftte.schemas.RejectionReason;
import java.util.Optional;

/**
 * What may not count whatever the model: decided by the numbers of an update, or of a chunk of it,
 * before anybody asks which model they are for.
 */
public final class PayloadRule {
    private PayloadRule() {}

    /**
     * The first reason that applies.
     *
     * @param statistics of an update or a chunk
     * @param examples that it was trained on
     */
    public static Optional<Refusal> refusal(UpdateStatistics statistics, long examples) {
        Refusal refusal = null;
        if (!statistics.isFinite()) {
            refusal = new Refusal(RejectionReason.NON_FINITE, "a component is not finite");
        } else if (statistics.norm() > AggregationRule.MAX_NORM) {
            refusal =
                    new Refusal(
                            RejectionReason.TOO_LARGE,
                            "norm " + statistics.norm() + " is above " + AggregationRule.MAX_NORM);
        } else if (examples < 1) {
            refusal = new Refusal(RejectionReason.NO_EXAMPLES, "examples is " + examples);
        }
        return Optional.ofNullable(refusal);
    }
}
