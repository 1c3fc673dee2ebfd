package io.ftte.operators.data;

import io.ftte.aggregation.ServerStep;
import io.ftte.aggregation.ShardModel;
import io.ftte.control.PlanRevision;
import io.ftte.encoding.ModelDigest;
import io.ftte.operators.control.ShardTurn;
import io.ftte.operators.records.ModelRecords;
import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.LedgerKey;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.ShardHashes;
import io.ftte.operators.stream.ShardKey;
import io.ftte.operators.stream.SlicePart;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.wire.Tensors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Holds a fixed range of a model's parameters. Gathers the slice sums of a version, or the steps
 * that layers made of them, takes one server step, publishes the trainable parameters (main output)
 * and reports its leaf hashes. Versions are made strictly in order, whichever of commands and sums
 * come first. Keyed by shard.
 */
public final class ParameterShard
        extends KeyedCoProcessFunction<ShardKey, ShardCommand, SlicePart, OutputRecord> {
    private static final long serialVersionUID = 1;

    public static final OutputTag<ShardHashes> HASHES = new OutputTag<>("shard-hashes") {};

    /** The kinds that a shard publishes; {@code OTHER} is for readers. */
    private static final Set<ShardKind> PUBLISHED =
            EnumSet.of(ShardKind.SNAPSHOT, ShardKind.MODEL, ShardKind.AVERAGE);

    private static final Comparator<SlicePart> BY_PLAN =
            Comparator.comparingInt(SlicePart::planId).thenComparingInt(SlicePart::slice);

    private transient ValueState<ShardState> shards;
    private transient MapState<ShardTurn, ShardCommand> commands;
    private transient MapState<Long, List<SlicePart>> parts;

    /** Derived from state. */
    private transient Map<ShardKey, ShardBlueprint> blueprints;

    private transient RangeSums sums;

    @Override
    public void open(OpenContext context) {
        shards = States.value(getRuntimeContext(), "shard", ShardState.class);
        commands =
                States.map(
                        getRuntimeContext(),
                        "commands",
                        TypeInformation.of(ShardTurn.class),
                        TypeInformation.of(ShardCommand.class));
        parts = States.numberedLists(getRuntimeContext(), "parts", SlicePart.class);
        blueprints = new HashMap<>();
        sums = new RangeSums();
    }

    @Override
    public void processElement1(ShardCommand command, Context context, Collector<OutputRecord> out)
            throws Exception {
        if (command.kind() == ShardCommand.Kind.INIT) {
            init(command, context, out);
        } else {
            commands.put(ShardTurn.of(command), command);
        }
        applyWaiting(context, out);
    }

    @Override
    public void processElement2(SlicePart part, Context context, Collector<OutputRecord> out)
            throws Exception {
        List<SlicePart> gathered = parts.get(part.version());
        if (gathered == null) {
            gathered = new ArrayList<>();
        }
        gathered.add(part);
        parts.put(part.version(), gathered);
        applyWaiting(context, out);
    }

    private void init(ShardCommand init, Context context, Collector<OutputRecord> out)
            throws Exception {
        ShardState state = new ShardState();
        state.registration = init.registration();
        state.sizes = init.layout();
        state.plans =
                PlanRevision.of(
                        ShardBlueprint.registered(state),
                        context.getCurrentKey().shard(),
                        0,
                        state.version);
        ShardBlueprint blueprint = blueprint(context.getCurrentKey(), state);
        float[] parameters = Tensors.floats(init.parameters());
        state.model = new ShardModel(parameters, blueprint.step());
        shards.update(state);
        out.collect(ModelRecords.shard(blueprint.snapshot(0, init.eventTime(), parameters)));
        report(context, state, 0);
    }

    private void applyWaiting(Context context, Collector<OutputRecord> out) throws Exception {
        ShardState state = shards.value();
        while (state != null) {
            ShardTurn change = ShardTurn.ofRevision(state.version, state.plans.number() + 1);
            ShardCommand revised = commands.get(change);
            if (revised != null) {
                revise(revised, state, context, out);
                commands.remove(change);
                shards.update(state);
                continue;
            }
            long next = state.version + 1;
            ShardCommand command = commands.get(ShardTurn.ofVersion(next));
            if (command == null) {
                return;
            }
            if (command.kind() == ShardCommand.Kind.REMOVE) {
                remove(context, out);
                return;
            }
            List<SlicePart> gathered = parts.get(next);
            int arrived = gathered == null ? 0 : gathered.size();
            if (arrived < command.parts()) {
                return;
            }
            step(command, arrived == 0 ? new ArrayList<>() : gathered, state, context, out);
            commands.remove(ShardTurn.ofVersion(next));
            parts.remove(next);
            shards.update(state);
        }
    }

    /**
     * Other plans from now on. What the older ones trained may be in no later version, so all of it
     * is published once more.
     */
    private void revise(
            ShardCommand command, ShardState state, Context context, Collector<OutputRecord> out) {
        ShardBlueprint before = blueprint(context.getCurrentKey(), state);
        state.version = command.version();
        state.snapshotVersion = command.version();
        state.plans = command.plans();
        ShardBlueprint revised = before.revised(state);
        blueprints.put(context.getCurrentKey(), revised);
        out.collect(
                ModelRecords.shard(
                        revised.snapshot(
                                command.version(), command.eventTime(), state.model.parameters)));
    }

    private void step(
            ShardCommand command,
            List<SlicePart> gathered,
            ShardState state,
            Context context,
            Collector<OutputRecord> out) {
        ShardBlueprint blueprint = blueprint(context.getCurrentKey(), state);
        ServerStep step = blueprint.step(command.settings());
        long nonFinite =
                step.isOfLayers()
                        ? add(gathered, step, state.model, blueprint.from())
                        : step(command, gathered, step, state.model, blueprint.from());
        state.version = command.version();
        publish(ShardKind.MODEL, command, blueprint, state.model.parameters, out);
        if (state.model.averaged.length > 0) {
            publish(ShardKind.AVERAGE, command, blueprint, state.model.averaged, out);
        }
        report(context, state, nonFinite);
    }

    /** A step from sums, which have an order. */
    private long step(
            ShardCommand command,
            List<SlicePart> gathered,
            ServerStep step,
            ShardModel model,
            int from) {
        sums.begin(from, model.parameters.length);
        gathered.sort(BY_PLAN);
        for (SlicePart part : gathered) {
            double z = RangeSums.divisorOf(part.planId(), command.planIds(), command.divisors());
            sums.add(part.segments(), part.values(), z);
        }
        double total = RangeSums.total(command.divisors());
        return step.apply(model, sums.sum(), sums.divisor(), total, command.version());
    }

    /** Steps of layers, which lie beside each other. */
    private static long add(List<SlicePart> gathered, ServerStep step, ShardModel model, int from) {
        float[] steps = ServerStep.noStep(model.parameters.length);
        long nonFinite = 0;
        for (SlicePart part : gathered) {
            System.arraycopy(
                    part.values(), 0, steps, part.segments()[0] - from, part.values().length);
            nonFinite += part.nonFinite();
        }
        return nonFinite + step.add(model, steps);
    }

    private static void publish(
            ShardKind kind,
            ShardCommand command,
            ShardBlueprint blueprint,
            float[] parameters,
            Collector<OutputRecord> out) {
        out.collect(
                ModelRecords.shard(
                        blueprint.trained(
                                kind, command.version(), command.eventTime(), parameters)));
    }

    private static void report(
            KeyedCoProcessFunction<ShardKey, ?, ?, ?>.Context context,
            ShardState state,
            long nonFinite) {
        ShardKey key = context.getCurrentKey();
        ShardModel model = state.model;
        context.output(
                HASHES,
                new ShardHashes(
                        new LedgerKey(key.modelId(), key.generation()),
                        state.version,
                        key.shard(),
                        ModelDigest.leafHashes(model.parameters, 0, model.parameters.length),
                        ModelDigest.leafHashes(model.averaged, 0, model.averaged.length),
                        nonFinite));
    }

    private void remove(Context context, Collector<OutputRecord> out) {
        ShardKey key = context.getCurrentKey();
        for (ShardKind kind : PUBLISHED) {
            out.collect(ModelRecords.tombstone(key.modelId(), key.generation(), kind, key.shard()));
        }
        shards.clear();
        commands.clear();
        parts.clear();
        blueprints.remove(key);
    }

    private ShardBlueprint blueprint(ShardKey key, ShardState state) {
        return blueprints.computeIfAbsent(key, k -> new ShardBlueprint(k, state));
    }
}
