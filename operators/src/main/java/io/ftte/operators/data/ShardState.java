package io.ftte.operators.data;

import io.ftte.aggregation.ShardModel;
import io.ftte.control.LayoutSizes;
import io.ftte.control.PlanRevision;

/** What a shard keeps of its model. Mutable Flink POJO. */
public final class ShardState {
    /** The encoded head; step and range are derived from it. */
    public byte[] registration = {};

    public LayoutSizes sizes = new LayoutSizes(0, 0);

    /** The version that {@link #model} holds. */
    public long version;

    public ShardModel model = new ShardModel();

    public PlanRevision plans = PlanRevision.NONE;

    /** The version whose snapshot holds what later versions leave out. */
    public long snapshotVersion;
}
