package io.ftte.devices.client;

import io.ftte.aggregation.IndexRanges;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.TrainablePlan;
import java.util.BitSet;
import java.util.List;

/** What a plan trains, from the record that publishes it. */
public final class PlanSubset {

    private PlanSubset() {}

    /** The subset of a plan as published on the model topic. */
    public static TrainableSubset of(TrainablePlan plan) {
        return of(plan, List.of());
    }

    /**
     * The same with other plans trained along, of which nothing is sent.
     *
     * @param along may hold the plan itself
     * @throws IllegalArgumentException one line, if the plan's ranges do not ascend
     */
    public static TrainableSubset of(TrainablePlan plan, List<TrainablePlan> along) {
        BitSet others = new BitSet();
        along.forEach(other -> others.or(indices(other.getRanges())));
        return TrainableSubset.of(
                plan.getPlanId(),
                plan.getRanges().stream().mapToInt(IndexRange::getFrom).toArray(),
                plan.getRanges().stream().mapToInt(IndexRange::getTo).toArray(),
                indices(plan.getPersonal()),
                others);
    }

    private static BitSet indices(List<IndexRange> ranges) {
        return IndexRanges.of(ranges).indices();
    }
}
