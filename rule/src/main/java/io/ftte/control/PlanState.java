package io.ftte.control;

import io.ftte.aggregation.IndexRanges;
import io.ftte.control.sets.PlanRotation;
import io.ftte.control.sets.PlanSeat;
import io.ftte.control.sets.PlanTiers;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.PlanSet;
import io.ftte.schemas.TierPlan;
import io.ftte.schemas.TrainablePlan;
import java.util.ArrayList;
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

    /** Its id less that of its set's first plan; see {@link PlanSeat} for the three below. */
    public int afterFirst;

    public int tier;
    public int place;
    public int places = 1;

    public PlanState() {}

    /** A plan that is a set by itself. */
    public PlanState(int planId, IndexRanges ranges, long sinceVersion) {
        this(planId, ranges, sinceVersion, PlanSeat.alone(planId));
    }

    PlanState(int planId, IndexRanges ranges, long sinceVersion, PlanSeat seat) {
        this.planId = planId;
        this.afterFirst = planId - seat.set();
        this.tier = seat.tier();
        this.place = seat.place();
        this.places = seat.places();
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
        return new PlanState(
                plan.getPlanId(),
                checked(plan.getPlanId(), plan.getRanges(), parameterCount),
                plan.getSinceVersion());
    }

    /**
     * The plans of a set of the control topic, checked likewise.
     *
     * @throws IllegalArgumentException one line, where one does not fit, or they do not fit
     *     together
     */
    public static List<PlanState> of(PlanSet set, int parameterCount) {
        List<IndexRanges> ranges =
                set.getPlans().stream()
                        .map(plan -> checked(plan.getPlanId(), plan.getRanges(), parameterCount))
                        .toList();
        return set(
                set.getPlans().stream().map(TierPlan::getPlanId).toList(),
                ranges,
                set.getPlans().stream().map(TierPlan::getTier).toList(),
                set.getSinceVersion());
    }

    /**
     * Plans that are in force together.
     *
     * @throws IllegalArgumentException one line, where ids or tiers do not fit together
     */
    static List<PlanState> set(
            List<Integer> ids, List<IndexRanges> ranges, List<Integer> tiers, long sinceVersion) {
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("a set has no plan");
        }
        for (int i = 1; i < ids.size(); i++) {
            if (ids.get(i) <= ids.get(i - 1)) {
                throw new IllegalArgumentException(
                        "plan %d comes after plan %d: give the plans of a set ascending ids"
                                .formatted(ids.get(i), ids.get(i - 1)));
            }
        }
        PlanTiers.requireNested(ranges, tiers);
        List<PlanSeat> seats = PlanTiers.seats(ids, tiers);
        List<PlanState> plans = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            plans.add(new PlanState(ids.get(i), ranges.get(i), sinceVersion, seats.get(i)));
        }
        return plans;
    }

    private static IndexRanges checked(int planId, List<IndexRange> ranges, int parameterCount) {
        int end = 0;
        for (IndexRange range : ranges) {
            if (range.getFrom() < end
                    || range.getFrom() >= range.getTo()
                    || range.getTo() > parameterCount) {
                throw new IllegalArgumentException(
                        ("plan %d: range %d to %d does not follow the one before it within the"
                                        + " model's %d parameters")
                                .formatted(planId, range.getFrom(), range.getTo(), parameterCount));
            }
            end = range.getTo();
        }
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("plan " + planId + " trains nothing");
        }
        // Ranges that touch become one, so that equal plans look equal.
        return IndexRanges.union(List.of(IndexRanges.of(ranges)));
    }

    /** What tells it from the model's other plans. */
    public int id() {
        return planId;
    }

    /** That of its set which it belongs to. */
    public int tier() {
        return tier;
    }

    /** What it trains. */
    public IndexRanges ranges() {
        return new IndexRanges(from, to);
    }

    /** As {@link PlanSeat#isTurnOf}, for every update. */
    boolean isTurnOf(String deviceId, long baseVersion) {
        return PlanRotation.place(deviceId, baseVersion, places) == place;
    }

    PlanSeat seat() {
        return new PlanSeat(planId - afterFirst, tier, place, places);
    }

    /** Whether the other trains the same under the same id, whatever their versions. */
    public boolean isSame(PlanState other) {
        return planId == other.planId
                && Arrays.equals(from, other.from)
                && Arrays.equals(to, other.to);
    }

    PlanNotice notice() {
        return new PlanNotice(planId, sinceVersion, ranges(), seat());
    }
}
