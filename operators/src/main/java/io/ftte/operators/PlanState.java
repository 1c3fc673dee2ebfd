package io.ftte.operators;

import io.ftte.aggregation.IndexRanges;

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

    PlanState(int planId, IndexRanges ranges, long sinceVersion) {
        this.planId = planId;
        this.from = ranges.from();
        this.to = ranges.to();
        this.sinceVersion = sinceVersion;
    }

    IndexRanges ranges() {
        return new IndexRanges(from, to);
    }
}
