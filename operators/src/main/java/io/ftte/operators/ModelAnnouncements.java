package io.ftte.operators;

import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.ModelBuffer;
import io.ftte.aggregation.ModelLayout;
import io.ftte.operators.stream.AdmittedUpdate;
import io.ftte.operators.stream.LayoutSizes;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.LedgerKey;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.ShardKey;
import io.ftte.schemas.ModelRegistration;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;

/** What shards, the ledger and devices hear when a model begins, is revised, or goes. */
final class ModelAnnouncements {
    private ModelAnnouncements() {}

    /**
     * Version 0 of a new model or generation.
     *
     * @param registration the encoded head
     * @param sizes of its slices and shards
     * @param parameters all of them, little-endian float32
     */
    static void begun(
            byte[] registration,
            LayoutSizes sizes,
            ModelBlueprint blueprint,
            byte[] parameters,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context) {
        ModelRegistration head = blueprint.head();
        ModelLayout layout = blueprint.layout();
        int[] planIds = layout.planIds();
        for (int place = 0; place < planIds.length; place++) {
            IndexRanges ranges = layout.plan(place);
            context.output(
                    Sequencer.PLANS,
                    ModelRecords.plan(head, blueprint.generation(), planIds[place], 0, ranges));
        }
        for (int shard = 0; shard < layout.shardCount(); shard++) {
            context.output(
                    Sequencer.SHARDS,
                    ShardCommand.init(
                            new ShardKey(head.getModelId(), blueprint.generation(), shard),
                            head.getEventTime(),
                            registration,
                            sizes,
                            Arrays.copyOfRange(
                                    parameters,
                                    layout.shardFrom(shard) * Float.BYTES,
                                    layout.shardTo(shard) * Float.BYTES)));
        }
        context.output(
                Sequencer.LEDGER,
                new LedgerCommand(
                        new LedgerKey(head.getModelId(), blueprint.generation()),
                        0,
                        false,
                        head.getEventTime(),
                        layout.shardCount(),
                        blueprint.settingsHash(),
                        new AdmittedUpdate[0]));
    }

    /**
     * Plans have come or gone, or a model is to be published whole once more.
     *
     * @param before the blueprint up to now
     * @param revisedBefore the version of the revision before this one
     * @param after the blueprint from now on
     * @param plans that devices hear of
     */
    static void revised(
            ModelState state,
            ModelBlueprint before,
            long revisedBefore,
            ModelBlueprint after,
            List<PlanState> plans,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context) {
        String modelId = after.head().getModelId();
        for (PlanState plan : plans) {
            context.output(
                    Sequencer.PLANS,
                    ModelRecords.plan(
                            after.head(),
                            state.generation,
                            plan.planId,
                            plan.sinceVersion,
                            plan.ranges()));
        }
        for (int shard = 0; shard < after.layout().shardCount(); shard++) {
            context.output(
                    Sequencer.SHARDS,
                    ShardCommand.plans(
                            new ShardKey(modelId, state.generation, shard),
                            state.buffer.version,
                            state.buffer.lastPublication(),
                            PlanChanges.revision(
                                    after.layout(),
                                    shard,
                                    state.planRevision,
                                    lastVersion(before, shard, state, revisedBefore))));
        }
    }

    /** A model is no more; its slices are the registry's to reset. */
    static void removed(
            String modelId,
            ModelState state,
            ModelBlueprint blueprint,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context) {
        ModelBuffer buffer = state.buffer;
        for (PlanState plan : state.plans) {
            context.output(
                    Sequencer.PLANS,
                    ModelRecords.planTombstone(modelId, state.generation, plan.planId));
        }
        for (int shard = 0; shard < blueprint.layout().shardCount(); shard++) {
            long last = lastVersion(blueprint, shard, state, state.revisedAt);
            context.output(
                    Sequencer.SHARDS,
                    ShardCommand.remove(new ShardKey(modelId, state.generation, shard), last));
        }
        context.output(
                Sequencer.LEDGER,
                new LedgerCommand(
                        new LedgerKey(modelId, state.generation),
                        buffer.version,
                        true,
                        buffer.lastPublication(),
                        0,
                        new byte[0],
                        new AdmittedUpdate[0]));
    }

    /** The last version that a shard made: without a trainable parameter, none since the change. */
    private static long lastVersion(
            ModelBlueprint blueprint, int shard, ModelState state, long revisedAt) {
        return blueprint.layout().publishes(shard) ? state.buffer.version : revisedAt;
    }
}
