package io.ftte.aggregation;

import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.Plan;
import io.ftte.schemas.text.ModelDefinition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a model's parameters and its plans' vectors are divided: θ into shards, each plan's vector
 * into slices. Both sizes are multiples of 1,024 parameters and stay with the model for its life.
 */
public final class ModelLayout {
    private final int parameterCount;
    private final int sliceSize;
    private final int shardSize;
    private final int[] planIds;
    private final List<IndexRanges> plans;
    private final IndexRanges trainable;

    /** By place, as {@link IndexRanges#starts} gives them. */
    private final List<int[]> starts;

    private final BitSet publishing = new BitSet();

    /**
     * The plans that a model is registered with; {@code IllegalArgumentException} when one does not
     * fit the tensors.
     */
    public ModelLayout(ModelRegistration head, int sliceSize, int shardSize) {
        this(
                head.getParameterCount(),
                sliceSize,
                shardSize,
                ascending(head).stream().mapToInt(Plan::getPlanId).toArray(),
                ascending(head).stream().map(plan -> ranges(head, plan)).toList(),
                IndexRanges.NONE);
    }

    /**
     * The plans in force at some version.
     *
     * @param planIds ascending
     * @param plans in the order of their ids
     * @param kept what is published although no plan trains it any more
     */
    public ModelLayout(
            int parameterCount,
            int sliceSize,
            int shardSize,
            int[] planIds,
            List<IndexRanges> plans,
            IndexRanges kept) {
        this.parameterCount = parameterCount;
        this.sliceSize = sliceSize;
        this.shardSize = shardSize;
        this.planIds = planIds.clone();
        this.plans = List.copyOf(plans);
        List<IndexRanges> published = new ArrayList<>(plans);
        published.add(kept);
        trainable = IndexRanges.union(published);
        starts = plans.stream().map(IndexRanges::starts).toList();
        for (int shard = 0; shard < shardCount(); shard++) {
            publishing.set(
                    shard, trainable.within(shardFrom(shard), shardTo(shard)).from().length > 0);
        }
    }

    private static List<Plan> ascending(ModelRegistration head) {
        return head.getPlans().stream().sorted(Comparator.comparingInt(Plan::getPlanId)).toList();
    }

    private static IndexRanges ranges(ModelRegistration head, Plan plan) {
        return IndexRanges.of(ModelDefinition.ranges(head, plan));
    }

    /** Ascending. */
    public int[] planIds() {
        return planIds.clone();
    }

    /** Vector lengths in the order of {@link #planIds}. */
    public int[] planLengths() {
        return IntStream.range(0, plans.size()).map(this::length).toArray();
    }

    /** The plan at a place of {@link #planIds}. */
    public IndexRanges plan(int place) {
        return plans.get(place);
    }

    /** Union of all plans and of what is kept: what changes and is published. */
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

    /** How many shards hold such a parameter; only these change and publish. */
    public int publishingShards() {
        return publishing.cardinality();
    }

    public boolean publishes(int shard) {
        return publishing.get(shard);
    }

    public int sliceCount(int place) {
        return ceilDiv(length(place), sliceSize);
    }

    /** Index in the vector of a slice's first component. */
    int sliceFrom(int slice) {
        return slice * sliceSize;
    }

    /** Components of a slice. */
    public int sliceLength(int place, int slice) {
        return (int) Math.min(sliceSize, length(place) - (long) slice * sliceSize);
    }

    private int length(int place) {
        int[] of = starts.get(place);
        return of[of.length - 1];
    }

    /** Where a slice's components lie in the parameters, cut at shard ends. */
    public List<IndexRanges.Segment> segments(int place, int slice) {
        int from = sliceFrom(slice);
        return plan(place)
                .segments(starts.get(place), from, from + sliceLength(place, slice), shardSize);
    }

    public int shardOf(int parameter) {
        return parameter / shardSize;
    }

    private static int ceilDiv(int count, int size) {
        return (int) ((count + (long) size - 1) / size);
    }
}
