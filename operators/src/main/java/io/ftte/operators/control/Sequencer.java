package io.ftte.operators.control;

import io.ftte.aggregation.Refusal;
import io.ftte.aggregation.privacy.PrivacyKey;
import io.ftte.control.AdmissionOrder;
import io.ftte.control.LayoutSizes;
import io.ftte.control.Model;
import io.ftte.operators.records.Rejections;
import io.ftte.operators.runtime.PartyKeySource;
import io.ftte.operators.runtime.PrivacyKeySource;
import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.LayerCommand;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.DeviceStanding;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.wire.Standings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps what models need and carries out what they decide. Headers wait until the watermark reaches
 * their order time and are then put to their {@link Model} in {@link AdmissionOrder}, which comes
 * from data, whatever the parallelism. So do changes of the model that have a place in the stream;
 * at one time they come before updates. Keyed by model; its second input, the control topic, holds
 * the watermark back until the registrations that lay there at the start have been read.
 */
public final class Sequencer
        extends KeyedCoProcessFunction<String, UpdateHeader, ControlMessage, SliceCommand>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1;

    public static final OutputTag<ShardCommand> SHARDS = new OutputTag<>("shard-commands") {};
    public static final OutputTag<LayerCommand> LAYERS = new OutputTag<>("layer-commands") {};
    public static final OutputTag<LedgerCommand> LEDGER = new OutputTag<>("ledger-commands") {};
    public static final OutputTag<OutputRecord> PLANS = new OutputTag<>("plans") {};
    public static final OutputTag<OutputRecord> SUM_REQUESTS = new OutputTag<>("sum-requests") {};
    public static final OutputTag<OutputRecord> REJECTED = new OutputTag<>("rejected") {};

    /** Accumulators of a job: updates admitted, and how many of them were late. */
    public static final String ADMITTED = "ftte.admitted";

    public static final String LATE = "ftte.late";

    private static final AdmissionOrder ORDER = new AdmissionOrder();

    private final String topic;
    private final String controlTopic;
    private final String decisionsTopic;
    private final LayoutSizes sizes;
    private final int planGrace;
    private final HashMap<String, Integer> givenGenerations;
    private final PrivacyKeySource privacyKey;
    private final PartyKeySource partyKey;

    private transient KeyedModelStore store;
    private transient ValueState<SliceNumbers> numbers;
    private transient MapState<Long, List<UpdateHeader>> waiting;
    private transient MapState<Long, List<ControlMessage>> decided;

    /** By id; each works on the state of its own key. */
    private transient Map<String, Model> models;

    private transient ModelMetrics metrics;

    /** Of the key that private models' noise comes from, where this task has one. */
    private transient Optional<String> privacyKeyId;

    /** Whether models that two parties aggregate may begin. */
    private transient boolean helped;

    /**
     * By model, the lowest generation that may begin. Kept, because a model may be registered long
     * after the start that found out, in another job graph.
     */
    private transient BroadcastState<String, Integer> firstGenerations;

    /**
     * @param topic of the updates, named in rejections
     * @param controlTopic named in rejections of registrations
     * @param decisionsTopic named in rejections of changes
     * @param sizes of slices and shards for models first seen by this job
     * @param planGrace versions for which updates of a plan count after its successor, at least 1
     * @param firstGenerations by model, the lowest generation that may begin
     * @param privacyKey where the secret of private models' noise is
     * @param partyKey where the secret of this job and its helper is, if it has one
     */
    public Sequencer(
            String topic,
            String controlTopic,
            String decisionsTopic,
            LayoutSizes sizes,
            int planGrace,
            Map<String, Integer> firstGenerations,
            PrivacyKeySource privacyKey,
            PartyKeySource partyKey) {
        if (planGrace < 1) {
            throw new IllegalArgumentException("plan-grace is " + planGrace + "; give 1 or more");
        }
        this.topic = topic;
        this.controlTopic = controlTopic;
        this.decisionsTopic = decisionsTopic;
        this.sizes = sizes.checked();
        this.planGrace = planGrace;
        this.givenGenerations = new HashMap<>(firstGenerations);
        this.privacyKey = privacyKey;
        this.partyKey = partyKey;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        firstGenerations =
                context.getOperatorStateStore()
                        .getBroadcastState(
                                new MapStateDescriptor<>(
                                        "first-generations", Types.STRING, Types.INT));
        for (Map.Entry<String, Integer> given : givenGenerations.entrySet()) {
            Integer kept = firstGenerations.get(given.getKey());
            if (kept == null || kept < given.getValue()) {
                firstGenerations.put(given.getKey(), given.getValue());
            }
        }
    }

    /** What is kept is kept where it lies. */
    @Override
    public void snapshotState(FunctionSnapshotContext context) {}

    @Override
    public void open(OpenContext context) {
        store = new KeyedModelStore(getRuntimeContext());
        numbers = States.value(getRuntimeContext(), "slice-numbers", SliceNumbers.class);
        waiting = States.numberedLists(getRuntimeContext(), "waiting", UpdateHeader.class);
        decided = States.numberedLists(getRuntimeContext(), "decided", ControlMessage.class);
        models = new HashMap<>();
        metrics = new ModelMetrics(getRuntimeContext());
        privacyKeyId = privacyKey.read().map(PrivacyKey::id);
        helped = partyKey.read().isPresent();
    }

    @Override
    public void processElement1(UpdateHeader header, Context context, Collector<SliceCommand> out)
            throws Exception {
        if (header.refusal().isPresent()) {
            refuse(header, context, out);
        } else {
            await(header, header.orderTime(), waiting, context);
        }
    }

    /**
     * Drops what was refused before. It may come while the registrations are still being read, and
     * its model may be one of them: then it also waits, only to be counted after them.
     */
    private void refuse(UpdateHeader header, Context context, Collector<SliceCommand> out)
            throws Exception {
        Model model = model(header.modelId());
        Refusal refusal = new Refusal(header.refusal().orElseThrow(), header.detail());
        SliceCommands unnumbered = new SliceCommands(new SliceNumbers(), out);
        Emission emission = new Emission(topic, model, metrics, unnumbered, context);
        if (model.isRegistered() || context.timerService().currentWatermark() > Long.MIN_VALUE) {
            emission.drop(header, refusal);
        } else {
            emission.emitDrop(header, refusal);
            await(header, header.orderTime(), waiting, context);
        }
    }

    private static <T> void await(
            T element, long orderTime, MapState<Long, List<T>> until, Context context)
            throws Exception {
        List<T> sameTime = until.get(orderTime);
        if (sameTime == null) {
            sameTime = new ArrayList<>(1);
            context.timerService().registerEventTimeTimer(orderTime);
        }
        sameTime.add(element);
        until.put(orderTime, sameTime);
    }

    @Override
    public void processElement2(
            ControlMessage message, Context context, Collector<SliceCommand> out) throws Exception {
        Optional<DeviceStanding> ofDevice = Standings.of(message.value());
        if (ofDevice.isPresent()) {
            refuseWrong(message, ofDevice.get(), context);
        } else if (message.isDecided()) {
            await(message, message.orderTime(), decided, context);
        } else {
            apply(message, context, out);
        }
    }

    /** What is said of a device the gate hears; here only what is wrong with it has an end. */
    private void refuseWrong(ControlMessage message, DeviceStanding standing, Context context) {
        Standings.problem(standing, message.modelId())
                .ifPresent(
                        problem ->
                                context.output(
                                        REJECTED,
                                        Rejections.ofControl(
                                                message.isDecided() ? decisionsTopic : controlTopic,
                                                message,
                                                RejectionReason.MALFORMED,
                                                problem)));
    }

    private void apply(ControlMessage message, Context context, Collector<SliceCommand> out)
            throws Exception {
        Model model = model(message.modelId());
        SliceNumbers taken = numbersTaken();
        SliceCommands slices = new SliceCommands(taken, out);
        Emission emission =
                new ControlEmission(
                        topic,
                        message.isDecided() ? decisionsTopic : controlTopic,
                        message,
                        model,
                        metrics,
                        slices,
                        context);
        if (message.isDecided() && !Model.isChange(message.value())) {
            // A stray tombstone there must not remove a model.
            emission.refuse(
                    new Refusal(
                            RejectionReason.MALFORMED,
                            "it changes no model: only the job writes to this topic"));
        } else if (message.value().length == 0) {
            model.remove(emission);
            models.remove(message.modelId());
        } else {
            passOverGenerations(message.modelId());
            model.accept(message.value(), emission);
        }
        keep(taken);
        metrics.follow(message.modelId(), model);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<SliceCommand> out)
            throws Exception {
        List<ControlMessage> changes = decided.get(time);
        if (changes != null) {
            decided.remove(time);
            // One writer, one partition: they came in the order of that.
            for (ControlMessage change : changes) {
                apply(change, context, out);
            }
        }
        List<UpdateHeader> due = waiting.get(time);
        if (due != null) {
            waiting.remove(time);
            due.sort(ORDER);
            decide(due, context, out);
        }
    }

    private void decide(List<UpdateHeader> due, Context context, Collector<SliceCommand> out)
            throws Exception {
        Model model = model(due.get(0).modelId());
        Optional<LayoutSizes> stamped = model.sizes();
        SliceNumbers taken = numbersTaken();
        Emission emission =
                new Emission(topic, model, metrics, new SliceCommands(taken, out), context);
        for (UpdateHeader header : due) {
            if (header.refusal().isPresent()) {
                metrics.rejected(header.modelId(), model, header.refusal().get());
                continue;
            }
            if (stamped.isPresent()) {
                requireCutAs(stamped.get(), header);
            }
            model.decide(header, emission);
        }
        keep(taken);
    }

    /** Those that lie on the model topic although this job knows nothing of them. */
    private void passOverGenerations(String modelId) throws Exception {
        Integer first = firstGenerations.get(modelId);
        if (first != null && store.generations() < first) {
            store.keepGenerations(first);
        }
    }

    /** Of the current key. Kept only once registered: devices name whatever model they like. */
    private Model model(String modelId) {
        Model known = models.get(modelId);
        if (known == null) {
            known = new Model(modelId, store, sizes, planGrace, privacyKeyId, helped);
            if (known.isRegistered()) {
                requireKey(modelId, known);
                models.put(modelId, known);
                metrics.follow(modelId, known);
            }
        }
        return known;
    }

    /** Of a model that trained before a restart; better at once than when a buffer is full. */
    private void requireKey(String modelId, Model model) {
        if (privacyKeyId.isEmpty() && model.spent().isPresent()) {
            throw new IllegalStateException(
                    "model %s is private, and since the restart there is no key: %s, on every task manager"
                            .formatted(modelId, PrivacyKeySource.ADVICE));
        }
    }

    private SliceNumbers numbersTaken() throws IOException {
        SliceNumbers taken = numbers.value();
        return taken == null ? new SliceNumbers() : taken;
    }

    private void keep(SliceNumbers taken) throws IOException {
        if (taken.isUsed()) {
            numbers.update(taken);
        }
    }

    private static void requireCutAs(LayoutSizes stamped, UpdateHeader header) {
        if (stamped.sliceSize() != header.sliceSize()) {
            throw new IllegalStateException(
                    "model "
                            + header.modelId()
                            + " was registered with slice-size "
                            + stamped.sliceSize()
                            + ", this job cuts at "
                            + header.sliceSize()
                            + ": start it with slice-size "
                            + stamped.sliceSize());
        }
    }
}
