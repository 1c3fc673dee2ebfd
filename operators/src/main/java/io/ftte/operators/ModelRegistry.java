package io.ftte.operators;

import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.ModelBuffer;
import io.ftte.aggregation.ModelLayout;
import io.ftte.operators.stream.AdmittedUpdate;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.LayoutSizes;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.LedgerKey;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.ShardKey;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.SliceKey;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ParameterChunk;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The Sequencer's keyed state of the current model, and what the control topic does to it:
 * parameter chunks are kept until the head of the registration arrives, which creates the model; an
 * equal second head is ignored, another one refused; a tombstone removes the model and a later head
 * begins a new generation.
 */
final class ModelRegistry {
    private final String controlTopic;
    private final LayoutSizes sizes;
    private final ValueState<ModelState> model;
    private final ValueState<Integer> generations;
    private final ValueState<SliceNumbers> numbers;
    private final MapState<Integer, byte[]> chunks;

    /** Derived from state, by model id; a new generation replaces it. */
    private final Map<String, ModelBlueprint> blueprints = new HashMap<>();

    ModelRegistry(RuntimeContext context, String controlTopic, LayoutSizes sizes) {
        this.controlTopic = controlTopic;
        this.sizes = sizes;
        model =
                context.getState(
                        new ValueStateDescriptor<>("model", TypeInformation.of(ModelState.class)));
        generations = context.getState(new ValueStateDescriptor<>("generations", Types.INT));
        numbers =
                context.getState(
                        new ValueStateDescriptor<>(
                                "slice-numbers", TypeInformation.of(SliceNumbers.class)));
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
        if (known == null || known.generation() != state.generation) {
            known = new ModelBlueprint(state.generation, state.registration, state.sizes);
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
        if (!head.getModelId().equals(message.modelId())) {
            throw new IllegalArgumentException(
                    "the record's key is not of model " + head.getModelId());
        }
        Integer before = generations.value();
        int generation = before == null ? 0 : before + 1;
        ModelBlueprint blueprint = new ModelBlueprint(generation, message.value(), sizes);
        byte[] parameters =
                ParameterAssembly.assemble(
                        head, index -> chunks.contains(index) ? chunks.get(index) : new byte[0]);
        chunks.clear();
        blueprints.put(message.modelId(), blueprint);
        generations.update(generation);
        model.update(newState(message.value(), head, blueprint));
        announce(message.value(), blueprint, parameters, context);
    }

    private ModelState newState(
            byte[] registration, ModelRegistration head, ModelBlueprint blueprint)
            throws Exception {
        ModelLayout layout = blueprint.layout();
        ModelState state = new ModelState();
        state.generation = blueprint.generation();
        state.registration = registration;
        state.sizes = sizes;
        state.buffer =
                blueprint.rule().start(head.getEventTime(), layout.planIds(), layout.planLengths());
        if (numbers.value() == null) {
            numbers.update(new SliceNumbers());
        }
        return state;
    }

    private void announce(
            byte[] registration,
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
                    ModelRecords.plan(head, blueprint.generation(), planIds[place], ranges));
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
        for (int shard = 0; shard < blueprint.layout().shardCount(); shard++) {
            // A shard without a trainable parameter never left version 0.
            long last = blueprint.layout().publishes(shard) ? buffer.version : 0;
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
        blueprints.remove(modelId);
        model.clear();
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
