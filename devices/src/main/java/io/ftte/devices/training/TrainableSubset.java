package io.ftte.devices.training;

import io.ftte.aggregation.IndexRanges;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.TrainablePlan;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The indices of the flat parameter vector that a plan trains and exchanges, and those that a
 * device trains along with it for itself. The plan's vector is the concatenation of the plan's
 * ranges, in ascending order.
 */
public final class TrainableSubset {

    private final int planId;
    private final int[] from;
    private final int[] to;
    private final int length;
    private final int[] personal;
    private final BitSet trained = new BitSet();

    private TrainableSubset(
            int planId, List<IndexRange> ranges, List<IndexRange> own, List<IndexRange> along) {
        this.planId = planId;
        personal =
                own.stream()
                        .flatMapToInt(range -> IntStream.range(range.getFrom(), range.getTo()))
                        .toArray();
        from = ranges.stream().mapToInt(IndexRange::getFrom).toArray();
        to = ranges.stream().mapToInt(IndexRange::getTo).toArray();
        int sum = 0;
        int end = 0;
        for (int r = 0; r < from.length; r++) {
            if (from[r] < end || to[r] <= from[r]) {
                throw new IllegalArgumentException(
                        "plan %d: range [%d, %d) is empty or not beyond the one before it"
                                .formatted(planId, from[r], to[r]));
            }
            end = to[r];
            sum += to[r] - from[r];
        }
        for (List<IndexRange> all : List.of(ranges, own, along)) {
            all.forEach(range -> trained.set(range.getFrom(), range.getTo()));
        }
        if (sum == 0) {
            throw new IllegalArgumentException("plan " + planId + " has no trainable parameter");
        }
        length = sum;
    }

    /** The subset of a plan as published on the model topic. */
    public static TrainableSubset of(TrainablePlan plan) {
        return of(plan, List.of());
    }

    /**
     * The same with other plans trained along, of which nothing is sent.
     *
     * @param along may hold the plan itself
     */
    public static TrainableSubset of(TrainablePlan plan, List<TrainablePlan> along) {
        return new TrainableSubset(
                plan.getPlanId(),
                plan.getRanges(),
                plan.getPersonal(),
                along.stream().flatMap(other -> other.getRanges().stream()).toList());
    }

    /** The subset of these indices. */
    public static TrainableSubset of(int planId, BitSet indices) {
        return of(planId, indices, new BitSet(), new BitSet());
    }

    /**
     * The same with others that train along.
     *
     * @param personal what is kept, none of it the plan's
     * @param along of which nothing is sent or kept but what is in the other two
     */
    public static TrainableSubset of(int planId, BitSet plan, BitSet personal, BitSet along) {
        return new TrainableSubset(
                planId,
                IndexRanges.of(plan).list(),
                IndexRanges.of(personal).list(),
                IndexRanges.of(along).list());
    }

    /** A plan that trains everything. */
    public static TrainableSubset all(int planId, int parameterCount) {
        return new TrainableSubset(
                planId, List.of(new IndexRange(0, parameterCount)), List.of(), List.of());
    }

    public int planId() {
        return planId;
    }

    /** Length of the plan's vector. */
    public int length() {
        return length;
    }

    /** The plan's vector of {@code after - before}, both full parameter vectors. */
    public float[] delta(float[] before, float[] after) {
        float[] delta = new float[length];
        int next = 0;
        for (int r = 0; r < from.length; r++) {
            for (int i = from[r]; i < to[r]; i++) {
                delta[next++] = after[i] - before[i];
            }
        }
        return delta;
    }

    /** What is personal as a subset of its own; empty where nothing is. */
    public Optional<TrainableSubset> own() {
        BitSet indices = new BitSet();
        for (int index : personal) {
            indices.set(index);
        }
        return Optional.of(indices).filter(own -> !own.isEmpty()).map(own -> of(planId, own));
    }

    /** What is personal in a full parameter vector, ascending by index. */
    public float[] personal(float[] parameters) {
        float[] values = new float[personal.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = parameters[personal[i]];
        }
        return values;
    }

    /**
     * A full parameter vector with other personal values in it; the vector itself where nothing is
     * personal.
     *
     * @param values as {@link #personal(float[])} has them
     */
    public float[] withPersonal(float[] parameters, float[] values) {
        if (personal.length == 0) {
            return parameters;
        }
        float[] own = parameters.clone();
        for (int i = 0; i < values.length; i++) {
            own[personal[i]] = values[i];
        }
        return own;
    }

    /** All that trains; not to be written. */
    public BitSet indices() {
        return trained;
    }
}
