package io.ftte.operators;

import io.ftte.aggregation.ShardModel;
import io.ftte.operators.stream.LayoutSizes;

/** What a shard keeps of its model. Mutable Flink POJO. */
public final class ShardState {
    /** The encoded head; step and ranges are derived from it. */
    public byte[] registration = {};

    public LayoutSizes sizes = new LayoutSizes(0, 0);

    /** The version that {@link #model} holds. */
    public long version;

    public ShardModel model = new ShardModel();
}
