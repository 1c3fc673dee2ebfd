package io.ftte.operators.control;

import io.ftte.aggregation.LayerLayout;
import io.ftte.aggregation.ModelLayout;
import io.ftte.aggregation.SpectralStep;
import io.ftte.control.AdmittedUpdate;
import io.ftte.control.FirstVersion;
import io.ftte.control.ModelBlueprint;
import io.ftte.control.PlanNotice;
import io.ftte.control.Removal;
import io.ftte.control.Revision;
import io.ftte.control.VersionClose;
import io.ftte.operators.records.ModelRecords;
import io.ftte.operators.stream.LayerCommand;
import io.ftte.operators.stream.LayerKey;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.LedgerKey;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.ShardKey;
import java.util.Arrays;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;

/**
 * What shards, layers, the ledger and devices hear when a model begins, makes a version, is
 * revised, or goes.
 */
final class ModelAnnouncements {
    private static final AdmittedUpdate[] NONE = {};

    private final KeyedCoProcessFunction<?, ?, ?, ?>.Context context;

    ModelAnnouncements(KeyedCoProcessFunction<?, ?, ?, ?>.Context context) {
        this.context = context;
    }

    void begin(FirstVersion first) {
        ModelBlueprint model = first.model();
        ModelLayout layout = model.layout();
        long eventTime = model.head().getEventTime();
        first.plans().forEach(plan -> plan(model, plan));
        for (int shard = 0; shard < layout.shardCount(); shard++) {
            context.output(
                    Sequencer.SHARDS,
                    ShardCommand.init(
                            key(model, shard),
                            eventTime,
                            first.registration(),
                            model.sizes(),
                            Arrays.copyOfRange(
                                    first.parameters(),
                                    layout.shardFrom(shard) * Float.BYTES,
                                    layout.shardTo(shard) * Float.BYTES)));
        }
        context.output(
                Sequencer.LEDGER,
                new LedgerCommand(
                        ledger(model),
                        0,
                        false,
                        eventTime,
                        layout.shardCount(),
                        model.settingsHash(),
                        NONE,
                        null));
    }

    void close(VersionClose close) {
        ModelBlueprint model = close.model();
        int[] shards = model.publishingShards();
        for (int shard : shards) {
            context.output(
                    Sequencer.SHARDS,
                    ShardCommand.step(
                            key(model, shard),
                            close.version(),
                            close.eventTime(),
                            close.planIds(),
                            close.divisors(),
                            model.parts(close.planIds(), shard),
                            model.settingsRecord()));
        }
        model.layers().ifPresent(layers -> layers(close, layers));
        context.output(
                Sequencer.LEDGER,
                new LedgerCommand(
                        ledger(model),
                        close.version(),
                        false,
                        close.eventTime(),
                        shards.length,
                        model.settingsHash(),
                        close.contributions(),
                        close.noise().orElse(null)));
    }

    /** Those of which a plan that contributed trains something. */
    private void layers(VersionClose close, LayerLayout layers) {
        ModelBlueprint model = close.model();
        SpectralStep step = SpectralStep.of(model.settings()).orElseThrow();
        int[] places = model.places(close.planIds());
        for (int layer = 0; layer < layers.layers().size(); layer++) {
            int parts = layers.parts(places, layer);
            if (parts > 0) {
                context.output(
                        Sequencer.LAYERS,
                        new LayerCommand(
                                new LayerKey(model.modelId(), model.generation(), layer),
                                close.version(),
                                close.planIds(),
                                close.divisors(),
                                parts,
                                layers.layers().get(layer),
                                step,
                                model.sizes().shardSize(),
                                layers.shards(places, layer)));
            }
        }
    }

    void revise(Revision revision) {
        ModelBlueprint model = revision.model();
        revision.notices().forEach(notice -> plan(model, notice));
        planTombstones(model, revision.retired());
        for (int shard = 0; shard < model.layout().shardCount(); shard++) {
            context.output(
                    Sequencer.SHARDS,
                    ShardCommand.plans(
                            key(model, shard),
                            revision.version(),
                            revision.eventTime(),
                            revision.of(shard)));
        }
    }

    void end(Removal removal) {
        ModelBlueprint model = removal.model();
        planTombstones(model, model.layout().planIds());
        for (int shard = 0; shard < model.layout().shardCount(); shard++) {
            context.output(
                    Sequencer.SHARDS,
                    ShardCommand.remove(key(model, shard), removal.lastVersions()[shard]));
        }
        context.output(
                Sequencer.LEDGER,
                new LedgerCommand(
                        ledger(model),
                        removal.version(),
                        true,
                        removal.eventTime(),
                        0,
                        new byte[0],
                        NONE,
                        null));
    }

    private void plan(ModelBlueprint model, PlanNotice notice) {
        context.output(
                Sequencer.PLANS,
                ModelRecords.plan(
                        model.head(),
                        model.generation(),
                        notice,
                        model.personal(),
                        model.sharing()));
    }

    private void planTombstones(ModelBlueprint model, int[] planIds) {
        for (int planId : planIds) {
            context.output(
                    Sequencer.PLANS,
                    ModelRecords.planTombstone(model.modelId(), model.generation(), planId));
        }
    }

    private static ShardKey key(ModelBlueprint model, int shard) {
        return new ShardKey(model.modelId(), model.generation(), shard);
    }

    private static LedgerKey ledger(ModelBlueprint model) {
        return new LedgerKey(model.modelId(), model.generation());
    }
}
