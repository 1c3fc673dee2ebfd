package io.ftte.operators.planning;

import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.ModelLayout;
import io.ftte.aggregation.ServerStep;
import io.ftte.control.ParameterAssembly;
import io.ftte.control.PlanState;
import io.ftte.encoding.ModelDigest;
import io.ftte.network.NetworkPlan;
import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ParameterChunk;
import io.ftte.schemas.PlanSet;
import io.ftte.schemas.TierPlan;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import io.ftte.schemas.wire.WireException;
import io.ftte.selection.Gains;
import io.ftte.selection.GroupGains;
import io.ftte.selection.ParameterGains;
import io.ftte.selection.fleet.FleetBudget;
import io.ftte.selection.fleet.PlanChoice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PlanSelector's keyed state of the current model. It hears what the Sequencer hears and takes
 * in what the Sequencer will; refusing the rest is the Sequencer's business.
 */
final class SelectedModel {
    private static final Logger LOG = LoggerFactory.getLogger(SelectedModel.class);

    /** No record of the control topic: the selector made the plan. */
    private static final int NO_PLACE = -1;

    private final SelectionSettings settings;
    private final ValueState<SelectionState> selection;
    private final MapState<Integer, byte[]> chunks;

    /** Derived from state, by model id. */
    private final Map<String, PlanChoice> choices = new HashMap<>();

    SelectedModel(RuntimeContext context, SelectionSettings settings) {
        this.settings = settings;
        selection = States.value(context, "selection", SelectionState.class);
        chunks =
                States.map(
                        context,
                        "parameter-chunks",
                        Types.INT,
                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    /** The state of the current key, or null where there is no model to choose plans for. */
    SelectionState current() throws Exception {
        SelectionState state = selection.value();
        return state == null || state.architecture.isEmpty() ? null : state;
    }

    void update(SelectionState state) throws Exception {
        selection.update(state);
    }

    /**
     * Takes in a control record.
     *
     * @return whether plans are to be thought over: there is a model now and was none before, or
     *     its plans are others than the selector took them to be
     */
    boolean accept(ControlMessage message) throws Exception {
        if (message.value().length == 0) {
            chunks.clear();
            selection.clear();
            choices.remove(message.modelId());
            return false;
        }
        try {
            SpecificRecord record = RecordCodec.decode(message.value());
            if (record instanceof ParameterChunk chunk) {
                chunks.put(chunk.getIndex(), message.value());
            } else if (record instanceof ModelRegistration head) {
                return register(message.modelId(), head);
            } else if (record instanceof TrainablePlan plan) {
                return follow(
                        message, plan.getPlanId(), count -> List.of(PlanState.of(plan, count)));
            } else if (record instanceof PlanSet set && !set.getPlans().isEmpty()) {
                return follow(
                        message,
                        set.getPlans().get(0).getPlanId(),
                        count -> PlanState.of(set, count));
            }
        } catch (WireException | IllegalArgumentException e) {
            LOG.debug("left to the Sequencer to refuse: {}", e.getMessage());
        }
        return false;
    }

    private boolean register(String modelId, ModelRegistration head) throws Exception {
        if (selection.value() != null) {
            chunks.clear();
            return false;
        }
        if (!head.getModelId().equals(modelId)) {
            return false;
        }
        ServerStep.checkRegistration(head);
        ModelLayout layout = new ModelLayout(head, ModelDigest.LEAF, settings.shardSize());
        byte[] parameters =
                ParameterAssembly.assemble(
                        head, index -> chunks.contains(index) ? chunks.get(index) : new byte[0]);
        chunks.clear();
        SelectionState state = new SelectionState();
        state.isPrivate = head.getAggregation().getPrivacyNoise() != null;
        boolean shared = head.getAggregation().getSharingUnit() != null;
        if (head.getArchitecture() != null && layout.planIds().length == 1 && !shared) {
            state.plan = new PlanState(layout.planIds()[0], layout.plan(0), 0);
            state.personal = head.getPersonal().toArray(String[]::new);
            state.parameters = Tensors.floats(parameters);
            state.architecture = head.getArchitecture();
            if (!canChoose(modelId, state)) {
                state = new SelectionState();
            }
        }
        selection.update(state);
        return !state.architecture.isEmpty();
    }

    /** Whether the architecture is one that plans can be chosen for. */
    private boolean canChoose(String modelId, SelectionState state) {
        try {
            choices.remove(modelId);
            choice(modelId, state);
            return true;
        } catch (IllegalArgumentException e) {
            LOG.warn("no plans are chosen for {}: {}", modelId, e.getMessage());
            return false;
        }
    }

    private boolean follow(ControlMessage message, int firstId, IntFunction<List<PlanState>> plans)
            throws Exception {
        SelectionState state = current();
        if (state == null
                || firstId <= Math.max(state.decidedPlan, decidedBefore(message, state))) {
            return false;
        }
        List<PlanState> set = plans.apply(state.parameters.length);
        int lastId = set.get(set.size() - 1).id();
        // A plan that was written before a restart may come by under the id of one of its own.
        boolean isTaken = firstId <= state.plan.id() && lastId >= state.plan.id();
        boolean isOther = lastId >= state.plan.id() && !isSame(newest(state), set);
        if (message.isDecided()) {
            state.decidedPlan = lastId;
        }
        if (isOther) {
            take(state, set);
        }
        if (isTaken && isOther) {
            state.consideredBytes = new long[0];
        }
        selection.update(state);
        return isTaken && isOther;
    }

    /** Without a way through the stream, its own plans hold as it writes them. */
    private static int decidedBefore(ControlMessage message, SelectionState state) {
        return message.isDecided() ? Integer.MIN_VALUE : state.plan.id();
    }

    private static List<PlanState> newest(SelectionState state) {
        return state.set.length == 0 ? List.of(state.plan) : List.of(state.set);
    }

    private static boolean isSame(List<PlanState> one, List<PlanState> other) {
        return one.size() == other.size()
                && IntStream.range(0, one.size()).allMatch(i -> one.get(i).isSame(other.get(i)));
    }

    private static void take(SelectionState state, List<PlanState> set) {
        state.plan = set.get(set.size() - 1);
        state.set = set.size() == 1 ? new PlanState[0] : set.toArray(PlanState[]::new);
    }

    PlanChoice choice(String modelId, SelectionState state) {
        return choices.computeIfAbsent(
                modelId,
                id ->
                        new PlanChoice(
                                NetworkJson.read(state.architecture),
                                state.parameters,
                                settings.setup(),
                                Set.of(state.personal)));
    }

    /** What is wrong with the groups that a device scored, if anything that counts. */
    Optional<String> unknownGroup(
            String modelId, SelectionState state, Map<String, Long> sensitivities) {
        if (state.isPrivate) {
            return Optional.empty();
        }
        try {
            new GroupGains(choice(modelId, state).network(), Sensitivities.gains(sensitivities, 1));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Whether every device can train one of the plans in force. */
    boolean isTrainable(String modelId, SelectionState state, FleetBudget budget) {
        return choice(modelId, state).isTrainable(tiers(state), budget);
    }

    /** The record of the plans to change to, if any; they are the newest from then on. */
    Optional<ControlMessage> better(String modelId, SelectionState state, FleetBudget budget) {
        PlanChoice choice = choice(modelId, state);
        Gains gains =
                state.reporters > 0
                        ? new GroupGains(
                                choice.network(),
                                Sensitivities.gains(state.sensitivities, state.reporters))
                        : new ParameterGains(choice.network());
        return choice.better(tiers(state), budget, gains)
                .map(tiers -> change(modelId, state, tiers));
    }

    /** What is trained now, by tier. */
    private static List<List<BitSet>> tiers(SelectionState state) {
        TreeMap<Integer, List<BitSet>> tiers = new TreeMap<>();
        for (PlanState plan : newest(state)) {
            tiers.computeIfAbsent(plan.tier(), tier -> new ArrayList<>())
                    .add(plan.ranges().indices());
        }
        return List.copyOf(tiers.values());
    }

    private static ControlMessage change(
            String modelId, SelectionState state, List<List<NetworkPlan>> chosen) {
        List<TierPlan> plans = new ArrayList<>();
        for (int tier = 0; tier < chosen.size(); tier++) {
            for (NetworkPlan plan : chosen.get(tier)) {
                int id = state.plan.id() + 1 + plans.size();
                plans.add(new TierPlan(id, tier, IndexRanges.of(plan.indices()).list()));
            }
        }
        PlanSet set = new PlanSet(modelId, 0L, plans);
        take(state, PlanState.of(set, state.parameters.length));
        return new ControlMessage(
                modelId,
                NO_PLACE,
                NO_PLACE,
                RecordCodec.encode(plans.size() == 1 ? alone(modelId, plans.get(0)) : set));
    }

    private static TrainablePlan alone(String modelId, TierPlan plan) {
        return TrainablePlan.newBuilder()
                .setModelId(modelId)
                .setGeneration(0)
                .setPlanId(plan.getPlanId())
                .setSinceVersion(0)
                .setRanges(plan.getRanges())
                .build();
    }
}
