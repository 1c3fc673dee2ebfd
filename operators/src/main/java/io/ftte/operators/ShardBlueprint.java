package io.ftte.operators;

import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.ModelLayout;
import io.ftte.aggregation.ServerStep;
import io.ftte.operators.stream.ShardKey;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.Arrays;
import java.util.List;

/** All that follows from a registration for one shard and never changes. */
final class ShardBlueprint {
    private final ShardKey key;
    private final ServerStep step;
    private final int from;
    private final int to;
    private final int shards;
    private final int publishingShards;
    private final List<Integer> planIds;
    private final IndexRanges trainable;

    ShardBlueprint(ShardKey key, ShardState state) {
        this.key = key;
        ModelRegistration head;
        try {
            head = RecordCodec.decode(state.registration, ModelRegistration.class);
        } catch (WireException e) {
            throw new IllegalStateException("the Sequencer decoded this registration before", e);
        }
        ModelLayout layout =
                new ModelLayout(head, state.sizes.sliceSize(), state.sizes.shardSize());
        step = new ServerStep(head.getAggregation());
        from = layout.shardFrom(key.shard());
        to = layout.shardTo(key.shard());
        shards = layout.shardCount();
        publishingShards = layout.publishingShards();
        planIds = Arrays.stream(layout.planIds()).boxed().toList();
        trainable = layout.trainable().within(from, to);
    }

    ServerStep step() {
        return step;
    }

    /** First index of the shard's range. */
    int from() {
        return from;
    }

    int length() {
        return to - from;
    }

    /** The whole shard as of {@code version}. */
    ModelShard snapshot(long version, long eventTime, float[] parameters) {
        IndexRanges all = new IndexRanges(new int[] {from}, new int[] {to});
        return record(ShardKind.SNAPSHOT, version, version, eventTime, shards, all, parameters);
    }

    /** The trainable parameters of a version whose frozen ones are in the snapshot of version 0. */
    ModelShard trained(ShardKind kind, long version, long eventTime, float[] parameters) {
        return record(kind, version, 0, eventTime, publishingShards, trainable, parameters);
    }

    private ModelShard record(
            ShardKind kind,
            long version,
            long snapshotVersion,
            long eventTime,
            int count,
            IndexRanges ranges,
            float[] parameters) {
        return ModelShard.newBuilder()
                .setModelId(key.modelId())
                .setGeneration(key.generation())
                .setKind(kind)
                .setVersion(version)
                .setSnapshotVersion(snapshotVersion)
                .setEventTime(eventTime)
                .setShard(key.shard())
                .setShards(count)
                .setFrom(from)
                .setTo(to)
                .setPlanIds(planIds)
                .setRanges(ModelRecords.list(ranges))
                .setValues(ModelRecords.values(parameters, from, ranges))
                .build();
    }
}
