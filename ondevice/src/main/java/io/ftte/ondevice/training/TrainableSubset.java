package io.ftte.ondevice.training;

import java.util.BitSet;
import java.util.Optional;

/**
 * The indices of the flat parameter vector that a plan trains and exchanges, and those that a
 * device trains along with it for itself. The plan's vector is the concatenation of the plan's
 * ranges, in ascending order.
 */
public final class TrainableSubset {

    private final int planId;
    private final BitSet plan;
    private final int length;
    private final int[] personal;
    private final BitSet trained;

    private TrainableSubset(int planId, BitSet plan, BitSet own, BitSet along) {
        if (plan.isEmpty()) {
            throw new IllegalArgumentException("plan " + planId + " has no trainable parameter");
        }
        this.planId = planId;
        this.plan = (BitSet) plan.clone();
        length = plan.cardinality();
        personal = own.stream().toArray();
        trained = (BitSet) plan.clone();
        trained.or(own);
        trained.or(along);
    }

    /**
     * The subset of ascending ranges, as they are published.
     *
     * @param from first index of each range
     * @param to one past the last index of each range
     * @throws IllegalArgumentException one line, if a range is empty or not beyond the one before
     */
    public static TrainableSubset of(int planId, int[] from, int[] to) {
        return of(planId, from, to, new BitSet(), new BitSet());
    }

    /**
     * The same with others that train along.
     *
     * @param personal what is kept, none of it the plan's
     * @param along of which nothing is sent or kept but what is in the other two
     */
    public static TrainableSubset of(
            int planId, int[] from, int[] to, BitSet personal, BitSet along) {
        BitSet plan = new BitSet();
        int end = 0;
        for (int r = 0; r < from.length; r++) {
            if (from[r] < end || to[r] <= from[r]) {
                throw new IllegalArgumentException(
                        String.format(
                                "plan %d: range [%d, %d) is empty or not beyond the one before it",
                                planId, from[r], to[r]));
            }
            end = to[r];
            plan.set(from[r], to[r]);
        }
        return new TrainableSubset(planId, plan, personal, along);
    }

    /** The subset of these indices. */
    public static TrainableSubset of(int planId, BitSet indices) {
        return of(planId, indices, new BitSet(), new BitSet());
    }

    /** The same with others that train along, as above. */
    public static TrainableSubset of(int planId, BitSet plan, BitSet personal, BitSet along) {
        return new TrainableSubset(planId, plan, personal, along);
    }

    /** A plan that trains everything. */
    public static TrainableSubset all(int planId, int parameterCount) {
        return of(planId, new int[] {0}, new int[] {parameterCount});
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
        for (int from = plan.nextSetBit(0); from >= 0; ) {
            int to = plan.nextClearBit(from);
            for (int i = from; i < to; i++) {
                delta[next++] = after[i] - before[i];
            }
            from = plan.nextSetBit(to);
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
