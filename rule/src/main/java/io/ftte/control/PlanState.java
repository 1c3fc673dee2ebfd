package io.ftte.control;

import io.ftte.aggregation.IndexRanges;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.TrainablePlan;
import java.util.Arrays;
import java.util.List;

/** A plan of a model, in force or still to come. Mutable Flink POJO. */
public final class PlanState {
    public int planId;

    /** Ranges of parameter indices, as {@link IndexRanges} has them. */
    public int[] from = {};

    public int[] to = {};

    /** Still to come: it takes effect once the model has this version. */
    public long sinceVersion;

    /** Retires at the opening of the buffer after this version; far off without a successor. */
    public long retiredAt = Long.MAX_VALUE;

    public PlanState() {}

    public PlanState(int planId, IndexRanges ranges, long sinceVersion) {
        this.planId = planId;
        this.from = ranges.from();
        this.to = ranges.to();
        this.sinceVersion = sinceVersion;
    }

    /**
     * A plan of the control topic, checked against the model's parameters.
     *
     * @throws IllegalArgumentException one line, where it trains nothing or does not fit
     */
    public static PlanState of(TrainablePlan plan, int parameterCount) {
        int end = 0;
        for (IndexRange range : plan.getRanges()) {
            if (range.getFrom() < end
                    || range.getFrom() >= range.getTo()
                    || range.getTo() > parameterCount) {
                throw new IllegalArgumentException(
                        "plan "
                                + plan.getPlanId()
                                + ": range "
                                + range.getFrom()
                                + " to "
                                + range.getTo()
                                + " does not follow the one before it within the model's "
                                + parameterCount
                                + " parameters");
            }
            end = range.getTo();
        }
        if (plan.getRanges().isEmpty()) {
            throw new IllegalArgumentException("plan " + plan.getPlanId() + " trains nothing");
        }
        IndexRanges ranges = IndexRanges.of(plan.getRanges());
        // Ranges that touch become one, so that equal plans look equal.
        return new PlanState(
                plan.getPlanId(), IndexRanges.union(List.of(ranges)), plan.getSinceVersion());
    }

    /** What tells it from the model's other plans. */
    public int id() {
        return planId;
    }

    /** What it trains. */
    public IndexRanges ranges() {
        return new IndexRanges(from, to);
    }

    /** Whether the other trains the same under the same id, whatever their versions. */
    boolean isSame(PlanState other) {
        return planId == other.planId
                && Arrays.equals(from, other.from)
                && Arrays.equals(to, other.to);
    }

    PlanNotice notice() {
        return new PlanNotice(planId, sinceVersion, ranges());
    }
}
