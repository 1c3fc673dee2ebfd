package io.ftte.operators;

import io.ftte.aggregation.ModelBuffer;
import io.ftte.aggregation.ModelLayout;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.LayoutSizes;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.SliceKey;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.ParameterChunk;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.RepublishRequest;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The Sequencer's keyed state of the current model, and what the control topic does to it:
 * parameter chunks are kept until the head of the registration arrives, which creates the model; an
 * equal second head is ignored, another one refused; a tombstone removes the model and a later head
 * begins a new generation. A plan joins those of the model and succeeds them; settings take the
 * place of those before them. A request to republish changes nothing.
 */
final class ModelRegistry {
    private final String controlTopic;
    private final LayoutSizes sizes;
    private final int planGrace;
    private final ValueState<ModelState> model;
    private final ValueState<Integer> generations;
    private final ValueState<SliceNumbers> numbers;
    private final MapState<Integer, byte[]> chunks;

    /** Derived from state, by model id; a new generation or a change of plans replaces it. */
    private final Map<String, ModelBlueprint> blueprints = new HashMap<>();

    /**
     * @param planGrace versions for which updates of a plan count after its successor
     */
    ModelRegistry(RuntimeContext context, String controlTopic, LayoutSizes sizes, int planGrace) {
        this.controlTopic = controlTopic;
        this.sizes = sizes;
        this.planGrace = planGrace;
        model = States.value(context, "model", ModelState.class);
        generations = States.value(context, "generations", Integer.class);
        numbers = States.value(context, "slice-numbers", SliceNumbers.class);
        chunks =
                context.getMapState(
                        new MapStateDescriptor<>(
                                "parameter-chunks",
                                Types.INT,
                                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    /** The registered model of the current key, or null. */
    ModelState current() throws Exception {
        return model.value();
    }

    /** The next command number of each slice; {@link #update} keeps it. */
    SliceNumbers numbers() throws Exception {
        return numbers.value();
    }

    void update(ModelState state, SliceNumbers taken) throws Exception {
        model.update(state);
        numbers.update(taken);
    }

    ModelBlueprint blueprint(String modelId, ModelState state) {
        ModelBlueprint known = blueprints.get(modelId);
        if (known == null || !known.isOf(state)) {
            known = new ModelBlueprint(state);
            blueprints.put(modelId, known);
        }
        return known;
    }

    void accept(
            ControlMessage message,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context,
            Collector<SliceCommand> out)
            throws Exception {
        if (message.value().length == 0) {
            remove(message.modelId(), context, out);
            return;
        }
        try {
            SpecificRecord record = RecordCodec.decode(message.value());
            if (record instanceof ParameterChunk chunk) {
                chunks.put(chunk.getIndex(), message.value());
            } else if (record instanceof ModelRegistration head) {
                register(message, head, context);
            } else if (record instanceof TrainablePlan plan) {
                plan(message, plan, context);
            } else if (record instanceof ModelSettings settings) {
                settings(message, settings, context);
            } else if (record instanceof RepublishRequest request) {
                republish(message, request, context);
            } else {
                throw new IllegalArgumentException(
                        record.getSchema().getName() + " does not belong on the control topic");
            }
        } catch (WireException | IllegalArgumentException e) {
            refuse(message, RejectionReason.MALFORMED, e.getMessage(), context);
        }
    }

    private void register(
            ControlMessage message,
            ModelRegistration head,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context)
            throws Exception {
        ModelState existing = model.value();
        if (existing != null) {
            chunks.clear();
            if (!Arrays.equals(existing.registration, message.value())) {
                refuse(
                        message,
                        RejectionReason.MODEL_EXISTS,
                        "another registration of "
                                + message.modelId()
                                + " is in force: remove it first, or take another model id",
                        context);
            }
            return;
        }
        requireKeyOf(head.getModelId(), message);
        Integer before = generations.value();
        int generation = before == null ? 0 : before + 1;
        ModelState state = newState(generation, message.value(), head);
        ModelBlueprint blueprint = new ModelBlueprint(state);
        state.buffer =
                blueprint
                        .rule()
                        .start(
                                head.getEventTime(),
                                blueprint.layout().planIds(),
                                blueprint.layout().planLengths());
        byte[] parameters =
                ParameterAssembly.assemble(
                        head, index -> chunks.contains(index) ? chunks.get(index) : new byte[0]);
        chunks.clear();
        blueprints.put(message.modelId(), blueprint);
        generations.update(generation);
        if (numbers.value() == null) {
            numbers.update(new SliceNumbers());
        }
        model.update(state);
        ModelAnnouncements.begun(message.value(), sizes, blueprint, parameters, context);
    }

    private ModelState newState(int generation, byte[] registration, ModelRegistration head) {
        ModelLayout layout = new ModelLayout(head, sizes.sliceSize(), sizes.shardSize());
        ModelState state = new ModelState();
        state.generation = generation;
        state.registration = registration;
        state.sizes = sizes;
        int[] planIds = layout.planIds();
        state.plans = new PlanState[planIds.length];
        for (int place = 0; place < planIds.length; place++) {
            state.plans[place] = new PlanState(planIds[place], layout.plan(place), 0);
            state.lastPlanId = planIds[place];
        }
        return state;
    }

    private void plan(
            ControlMessage message,
            TrainablePlan plan,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context)
            throws Exception {
        ModelState state = model.value();
        if (state == null) {
            refuseUnknown(message, "for plan " + plan.getPlanId(), context);
            return;
        }
        requireKeyOf(plan.getModelId(), message);
        int parameterCount = blueprint(message.modelId(), state).head().getParameterCount();
        if (PlanChanges.accept(state, parameterCount, plan)) {
            revisePlans(message.modelId(), state, false, context);
            model.update(state);
        }
    }

    private void settings(
            ControlMessage message,
            ModelSettings settings,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context)
            throws Exception {
        ModelState state = model.value();
        if (state == null) {
            refuse(
                    message,
                    RejectionReason.UNKNOWN_MODEL,
                    "no model " + message.modelId() + " is registered for these settings",
                    context);
            return;
        }
        if (!settings.getModelId().equals(message.modelId())) {
            throw new IllegalArgumentException(
                    "the record's key is not of model " + settings.getModelId());
        }
        ModelRegistration head = blueprint(message.modelId(), state).head();
        if (SettingsChanges.accept(state, head.getAggregation(), settings, message.value())) {
            reconfigure(message.modelId(), state);
            model.update(state);
        }
    }

    /** Puts settings into force where they are due and the buffer has just opened. */
    void reconfigure(String modelId, ModelState state) {
        if (state.isOpening() && SettingsChanges.applyDue(state)) {
            blueprint(modelId, state).rule().takeOver(state.buffer);
        }
    }

    /** Notes that the rule judges an update now; the settings stay until the buffer is full. */
    void judge(ModelState state) throws Exception {
        if (!state.judged) {
            state.judged = true;
            model.update(state);
        }
    }

    /**
     * Puts plans into force and retires others, where that is due, and tells shards and devices.
     *
     * @param opening whether a buffer has just opened
     */
    void revisePlans(
            String modelId,
            ModelState state,
            boolean opening,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context) {
        ModelBlueprint before = blueprint(modelId, state);
        long revisedBefore = state.revisedAt;
        int revision = state.planRevision;
        List<PlanState> begun = PlanChanges.applyDue(state, before, planGrace, opening);
        if (state.planRevision == revision) {
            return;
        }
        ModelAnnouncements.revised(
                state, before, revisedBefore, blueprint(modelId, state), begun, context);
    }

    /**
     * A revision that changes no plan: shards publish all that they hold, devices hear all plans.
     */
    private void republish(
            ControlMessage message,
            RepublishRequest request,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context)
            throws Exception {
        ModelState state = model.value();
        if (state == null) {
            refuseUnknown(message, "to be republished", context);
            return;
        }
        requireKeyOf(request.getModelId(), message);
        ModelBlueprint before = blueprint(message.modelId(), state);
        long revisedBefore = state.revisedAt;
        PlanChanges.revise(state);
        ModelAnnouncements.revised(
                state,
                before,
                revisedBefore,
                blueprint(message.modelId(), state),
                Arrays.asList(state.plans),
                context);
        model.update(state);
    }

    private void remove(
            String modelId,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context,
            Collector<SliceCommand> out)
            throws Exception {
        chunks.clear();
        ModelState state = model.value();
        if (state == null) {
            return;
        }
        ModelBuffer buffer = state.buffer;
        ModelBlueprint blueprint = blueprint(modelId, state);
        SliceNumbers taken = numbers.value();
        for (int place = 0; place < buffer.plans.length; place++) {
            int planId = buffer.plans[place].planId;
            for (int slice = 0; slice < blueprint.layout().sliceCount(place); slice++) {
                out.collect(
                        SliceCommand.reset(
                                new SliceKey(modelId, planId, slice), taken.take(planId, slice)));
            }
        }
        numbers.update(taken);
        ModelAnnouncements.removed(modelId, state, blueprint, context);
        blueprints.remove(modelId);
        model.clear();
    }

    private static void requireKeyOf(String modelId, ControlMessage message) {
        if (!modelId.equals(message.modelId())) {
            throw new IllegalArgumentException("the record's key is not of model " + modelId);
        }
    }

    private void refuseUnknown(
            ControlMessage message,
            String what,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context) {
        refuse(
                message,
                RejectionReason.UNKNOWN_MODEL,
                "no model " + message.modelId() + " is registered " + what,
                context);
    }

    private void refuse(
            ControlMessage message,
            RejectionReason reason,
            String detail,
            KeyedCoProcessFunction<?, ?, ?, ?>.Context context) {
        context.output(
                Sequencer.REJECTED, Rejections.ofControl(controlTopic, message, reason, detail));
    }
}
