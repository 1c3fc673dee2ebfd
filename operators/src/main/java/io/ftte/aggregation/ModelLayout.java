package io.ftte.aggregation;

import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.Plan;
import io.ftte.schemas.text.ModelDefinition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How a model's parameters and its plans' vectors are divided: θ into shards, each plan's vector
 * into slices. Both sizes are multiples of 1,024 parameters and stay with the model for its life.
 */
public final class ModelLayout {
    private final int parameterCount;
    private final int sliceSize;
    private final int shardSize;
    private final int[] planIds;
    private final List<IndexRanges> plans = new ArrayList<>();
    private final IndexRanges trainable;

    /** {@code IllegalArgumentException} when a plan does not fit the tensors. */
    public ModelLayout(ModelRegistration head, int sliceSize, int shardSize) {
        this.parameterCount = head.getParameterCount();
        this.sliceSize = sliceSize;
        this.shardSize = shardSize;
        List<Plan> ascending = new ArrayList<>(head.getPlans());
        ascending.sort(Comparator.comparingInt(Plan::getPlanId));
        planIds = ascending.stream().mapToInt(Plan::getPlanId).toArray();
        for (Plan plan : ascending) {
            List<IndexRange> ranges = ModelDefinition.ranges(head, plan);
            plans.add(
                    new IndexRanges(
                            ranges.stream().mapToInt(IndexRange::getFrom).toArray(),
                            ranges.stream().mapToInt(IndexRange::getTo).toArray()));
        }
        trainable = IndexRanges.union(plans);
    }

    /** Ascending. */
    public int[] planIds() {
        return planIds.clone();
    }

    /** Vector lengths in the order of {@link #planIds}. */
    public int[] planLengths() {
        return plans.stream().mapToInt(IndexRanges::length).toArray();
    }

    /** The plan at a place of {@link #planIds}. */
    public IndexRanges plan(int place) {
        return plans.get(place);
    }

    /** Union of all plans. */
    public IndexRanges trainable() {
        return trainable;
    }

    public int shardCount() {
        return ceilDiv(parameterCount, shardSize);
    }

    public int shardFrom(int shard) {
        return shard * shardSize;
    }

    public int shardTo(int shard) {
        return (int) Math.min(parameterCount, (shard + 1L) * shardSize);
    }

    /** How many shards hold a trainable parameter; only these change and publish. */
    public int publishingShards() {
        int publishing = 0;
        for (int shard = 0; shard < shardCount(); shard++) {
            if (publishes(shard)) {
                publishing++;
            }
        }
        return publishing;
    }

    public boolean publishes(int shard) {
        return trainable.within(shardFrom(shard), shardTo(shard)).length() > 0;
    }

    public int sliceCount(int place) {
        return ceilDiv(plan(place).length(), sliceSize);
    }

    public int sliceLength(int place, int slice) {
        return (int) Math.min(sliceSize, plan(place).length() - (long) slice * sliceSize);
    }

    /** Where a slice's components lie in the parameters, cut at shard ends. */
    public List<IndexRanges.Segment> segments(int place, int slice) {
        int from = slice * sliceSize;
        return plan(place).segments(from, from + sliceLength(place, slice), shardSize);
    }

    public int shardOf(int parameter) {
        return parameter / shardSize;
    }

    private static int ceilDiv(int count, int size) {
        return (int) ((count + (long) size - 1) / size);
    }
}
