package io.ftte.operators.control;

import java.util.Arrays;

/**
 * The next command number of each slice of a model. Outlives the model's removal, because a slice
 * may then still wait for a payload, and its next commands must follow without a gap. Mutable Flink
 * POJO.
 */
public final class SliceNumbers {
    /** In order of first use. */
    public int[] planIds = {};

    /** By the place in {@link #planIds} and the slice. */
    public long[][] next = {};

    /** Whether any slice has been told anything. */
    boolean isUsed() {
        return planIds.length > 0;
    }

    long take(int planId, int slice) {
        int place = 0;
        while (place < planIds.length && planIds[place] != planId) {
            place++;
        }
        if (place == planIds.length) {
            planIds = Arrays.copyOf(planIds, place + 1);
            planIds[place] = planId;
            next = Arrays.copyOf(next, place + 1);
            next[place] = new long[slice + 1];
        }
        if (slice >= next[place].length) {
            next[place] = Arrays.copyOf(next[place], slice + 1);
        }
        return next[place][slice]++;
    }
}
