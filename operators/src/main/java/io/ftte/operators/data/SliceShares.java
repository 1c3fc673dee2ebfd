package io.ftte.operators.data;

import io.ftte.aggregation.sharing.ShareSum;
import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.JoinKey;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.SliceCommand;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;

/**
 * A slice of a model that two parties aggregate: adds up this party's shares, and keeps the other
 * party's sums until their versions are made. Those come at least once, so each counts once.
 */
final class SliceShares {
    private final MapState<Long, Piece> sums;

    SliceShares(RuntimeContext context) {
        sums = States.numbered(context, "sums-of-the-other", Piece.class);
    }

    /** Keeps a sum that has not been used. */
    void keep(Piece sum, SliceState slice) throws Exception {
        if (sum.joinKey() < slice.combined) {
            sums.put(sum.joinKey(), sum);
        }
    }

    boolean has(SliceCommand combine) throws Exception {
        Piece sum = sums.get(joinKey(combine));
        return sum != null && sum.count() == combine.length();
    }

    private static long joinKey(SliceCommand combine) {
        return JoinKey.ofSum(combine.generation(), combine.version());
    }

    void add(SliceState slice, SliceCommand admit, Piece share) {
        ShareSum.add(
                begun(slice, admit.length()), share.at(), (int) admit.weight(), share.values());
    }

    /** The sum of this party's shares, of zeros where nothing has been added yet. */
    static int[] begun(SliceState slice, int length) {
        if (slice.shares.length == 0) {
            slice.shares = new int[length];
        }
        return slice.shares;
    }

    /**
     * The slice's sum is that of both parties from then on; of nobody where the other's has not
     * come, which the end of a model does not wait for.
     */
    void combine(SliceState slice, SliceCommand combine) throws Exception {
        long key = joinKey(combine);
        if (has(combine)) {
            slice.sum =
                    ShareSum.combined(
                            begun(slice, combine.length()),
                            sums.get(key).values(),
                            combine.weight());
        } else {
            slice.sum = new float[combine.length()];
        }
        slice.shares = new int[0];
        slice.combined = key;
        sums.remove(key);
    }
}
