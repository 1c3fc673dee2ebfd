package io.ftte.operators.data;

import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.ModelLayout;
import io.ftte.aggregation.ServerStep;
import io.ftte.control.SettingsState;
import io.ftte.operators.records.ModelRecords;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.ShardKey;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.Arrays;
import java.util.List;

/** All that follows, for one shard, from a registration and the plans in force. */
final class ShardBlueprint {
    private final ShardKey key;
    private final ModelRegistration head;
    private final int from;
    private final int to;
    private final int shards;
    private final int publishingShards;
    private final List<Integer> planIds;
    private final IndexRanges trainable;
    private final long snapshotVersion;

    /** What {@link #step} was derived from last. */
    private byte[] stepSettings = {};

    private ServerStep step;

    ShardBlueprint(ShardKey key, ShardState state) {
        this(key, head(state), state);
    }

    private ShardBlueprint(ShardKey key, ModelRegistration head, ShardState state) {
        this.key = key;
        this.head = head;
        // Where a shard lies does not depend on the plans, and working those out takes as long as
        // they have ranges, for every shard once more.
        ModelLayout layout =
                new ModelLayout(
                        head.getParameterCount(),
                        state.sizes.sliceSize(),
                        state.sizes.shardSize(),
                        new int[0],
                        List.of(),
                        IndexRanges.NONE);
        from = layout.shardFrom(key.shard());
        to = layout.shardTo(key.shard());
        shards = layout.shardCount();
        publishingShards = state.plans.publishingShards();
        planIds = Arrays.stream(state.plans.planIds()).boxed().toList();
        trainable = new IndexRanges(state.plans.from(), state.plans.to());
        snapshotVersion = state.snapshotVersion;
    }

    /** The same shard with the plans that its state has by now. */
    ShardBlueprint revised(ShardState state) {
        return new ShardBlueprint(key, head, state);
    }

    /** The layout with the plans of the registration. */
    static ModelLayout registered(ShardState state) {
        return new ModelLayout(head(state), state.sizes.sliceSize(), state.sizes.shardSize());
    }

    private static ModelRegistration head(ShardState state) {
        try {
            return RecordCodec.decode(state.registration, ModelRegistration.class);
        } catch (WireException e) {
            throw new IllegalStateException("the Sequencer decoded this registration before", e);
        }
    }

    /** By the settings of the registration. */
    ServerStep step() {
        return step(new byte[0]);
    }

    /**
     * @param settings as {@link ShardCommand#settings} has them
     */
    ServerStep step(byte[] settings) {
        if (step == null || !Arrays.equals(settings, stepSettings)) {
            step = new ServerStep(SettingsState.aggregation(settings, head));
            stepSettings = settings;
        }
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

    /** The trainable parameters of a version; the last snapshot holds the others. */
    ModelShard trained(ShardKind kind, long version, long eventTime, float[] parameters) {
        return record(
                kind, version, snapshotVersion, eventTime, publishingShards, trainable, parameters);
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
                .setRanges(ranges.list())
                .setValues(ModelRecords.values(parameters, from, ranges))
                .build();
    }
}
