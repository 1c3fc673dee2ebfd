package io.ftte.operators;

import io.ftte.aggregation.PlanBuffer;
import io.ftte.aggregation.UpdateStatistics;
import io.ftte.aggregation.Weight;
import io.ftte.operators.stream.AdmittedUpdate;
import io.ftte.operators.stream.Chunk;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.LayoutSizes;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.SliceKey;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * The one decision maker of a model. Headers wait until the watermark reaches their order time and
 * are then decided in ascending (order time, device id as UTF-8 bytes, sequence, place in the
 * topic) – an order that comes from data, whatever the parallelism. Keyed by model; its second
 * input, the control topic, holds the watermark back until the registrations that lay there at the
 * start have been read.
 */
public final class Sequencer
        extends KeyedCoProcessFunction<String, UpdateHeader, ControlMessage, SliceCommand> {
    private static final long serialVersionUID = 1;

    public static final OutputTag<ShardCommand> SHARDS = new OutputTag<>("shard-commands") {};
    public static final OutputTag<LedgerCommand> LEDGER = new OutputTag<>("ledger-commands") {};
    public static final OutputTag<OutputRecord> PLANS = new OutputTag<>("plans") {};
    public static final OutputTag<OutputRecord> REJECTED = new OutputTag<>("rejected") {};

    /** Accumulators of a job: updates admitted, and how many of them were late. */
    public static final String ADMITTED = "ftte.admitted";

    public static final String LATE = "ftte.late";

    private static final Comparator<UpdateHeader> CANONICAL =
            Comparator.comparing(
                            (UpdateHeader header) ->
                                    header.deviceId().getBytes(StandardCharsets.UTF_8),
                            Arrays::compareUnsigned)
                    .thenComparingLong(UpdateHeader::sequence)
                    .thenComparingLong(header -> header.chunks()[0].joinKey());

    private final String topic;
    private final String controlTopic;
    private final LayoutSizes sizes;
    private final int planGrace;

    private transient ModelRegistry models;
    private transient MapState<Long, List<UpdateHeader>> waiting;
    private transient Weight weight;
    private transient LongCounter admitted;
    private transient LongCounter late;
    private transient Map<String, SequencerMetrics> metrics;
    private transient RejectionMetrics unknownModels;

    /**
     * @param topic of the updates, named in rejections
     * @param controlTopic named in rejections of registrations
     * @param sizes of slices and shards for models first seen by this job
     * @param planGrace versions for which updates of a plan count after its successor, at least 1
     */
    public Sequencer(String topic, String controlTopic, LayoutSizes sizes, int planGrace) {
        if (planGrace < 1) {
            throw new IllegalArgumentException("plan-grace is " + planGrace + "; give 1 or more");
        }
        this.topic = topic;
        this.controlTopic = controlTopic;
        this.sizes = sizes.checked();
        this.planGrace = planGrace;
    }

    @Override
    public void open(OpenContext context) {
        models = new ModelRegistry(getRuntimeContext(), controlTopic, sizes, planGrace);
        waiting = States.numberedLists(getRuntimeContext(), "waiting", UpdateHeader.class);
        weight = new Weight();
        admitted = new LongCounter();
        late = new LongCounter();
        getRuntimeContext().addAccumulator(ADMITTED, admitted);
        getRuntimeContext().addAccumulator(LATE, late);
        metrics = new HashMap<>();
        unknownModels = RejectionMetrics.ofUnknownModels(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement1(UpdateHeader header, Context context, Collector<SliceCommand> out)
            throws Exception {
        if (header.refusal().isPresent()) {
            refuse(header, header.refusal().get(), header.detail(), context, out);
        } else {
            await(header, context);
        }
    }

    private void await(UpdateHeader header, Context context) throws Exception {
        List<UpdateHeader> sameTime = waiting.get(header.orderTime());
        if (sameTime == null) {
            sameTime = new ArrayList<>(1);
            context.timerService().registerEventTimeTimer(header.orderTime());
        }
        sameTime.add(header);
        waiting.put(header.orderTime(), sameTime);
    }

    @Override
    public void processElement2(
            ControlMessage message, Context context, Collector<SliceCommand> out) throws Exception {
        models.accept(message, context, out);
        ModelState model = models.current();
        if (model != null) {
            metrics(message.modelId(), model);
        } else if (metrics.containsKey(message.modelId())) {
            metrics.remove(message.modelId()).unregister();
        }
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<SliceCommand> out)
            throws Exception {
        List<UpdateHeader> due = waiting.get(time);
        waiting.remove(time);
        due.sort(CANONICAL);
        for (UpdateHeader header : due) {
            decide(header, context, out);
        }
    }

    private void decide(UpdateHeader header, Context context, Collector<SliceCommand> out)
            throws Exception {
        if (header.refusal().isPresent()) {
            count(header, context);
            return;
        }
        ModelState model = models.current();
        if (model == null) {
            refuse(
                    header,
                    RejectionReason.UNKNOWN_MODEL,
                    "no model " + header.modelId() + " is registered",
                    context,
                    out);
            return;
        }
        requireCutAs(model, header);
        Optional<PlanBuffer> plan = model.buffer.plan(header.planId());
        if (plan.isEmpty()) {
            refuse(
                    header,
                    RejectionReason.UNKNOWN_PLAN,
                    "the model has no plan " + header.planId(),
                    context,
                    out);
            return;
        }
        ModelBlueprint blueprint = models.blueprint(header.modelId(), model);
        models.judge(model);
        Optional<RejectionReason> refusal =
                blueprint
                        .rule()
                        .refusal(
                                model.buffer,
                                plan.get(),
                                header.totalLength(),
                                header.baseVersion(),
                                header.late());
        if (refusal.isPresent()) {
            refuse(header, refusal.get(), explain(header, model, plan.get()), context, out);
        } else {
            admit(header, model, plan.get(), blueprint, context, out);
        }
    }

    private void admit(
            UpdateHeader header,
            ModelState model,
            PlanBuffer plan,
            ModelBlueprint blueprint,
            Context context,
            Collector<SliceCommand> out)
            throws Exception {
        long orderTime = Math.max(header.orderTime(), model.buffer.lastOrderTime);
        UpdateStatistics statistics = header.statistics();
        boolean full =
                blueprint
                        .rule()
                        .admit(
                                model.buffer,
                                plan,
                                orderTime,
                                header.baseVersion(),
                                header.examples(),
                                statistics.variance(),
                                statistics.norm(),
                                weight);
        model.remember(
                new AdmittedUpdate(
                        header.deviceId(),
                        header.sequence(),
                        header.planId(),
                        weight.staleness(),
                        weight.ageFactor(),
                        weight.varianceFactor(),
                        weight.value(),
                        header.late()));
        int place = blueprint.place(header.planId());
        SliceNumbers numbers = models.numbers();
        for (Chunk chunk : header.chunks()) {
            for (int slice = firstSlice(header, chunk);
                    slice <= lastSlice(header, chunk);
                    slice++) {
                out.collect(
                        SliceCommand.admit(
                                new SliceKey(header.modelId(), header.planId(), slice),
                                numbers.take(header.planId(), slice),
                                chunk.joinKey(),
                                (float) weight.value(),
                                blueprint.layout().sliceLength(place, slice)));
            }
        }
        admitted.add(1);
        late.add(header.late() ? 1 : 0);
        SequencerMetrics counts = metrics(header.modelId(), model);
        counts.admitted(weight, header.late(), model.buffer.fill);
        if (full) {
            long before = model.buffer.lastPublication();
            VersionClose.emit(header.modelId(), model, numbers, blueprint, context, out);
            model.judged = false;
            models.reconfigure(header.modelId(), model);
            models.revisePlans(header.modelId(), model, true, context);
            counts.published(model.buffer.lastPublication() - before);
        }
        models.update(model, numbers);
    }

    private void refuse(
            UpdateHeader header,
            RejectionReason reason,
            String detail,
            Context context,
            Collector<SliceCommand> out)
            throws Exception {
        for (Chunk chunk : header.chunks()) {
            for (int slice = firstSlice(header, chunk);
                    slice <= lastSlice(header, chunk);
                    slice++) {
                out.collect(
                        SliceCommand.drop(
                                new SliceKey(header.modelId(), header.planId(), slice),
                                chunk.joinKey()));
            }
            context.output(REJECTED, Rejections.ofChunk(topic, header, chunk, reason, detail));
        }
        count(header.refused(reason, detail), context);
    }

    /**
     * Counts a refusal for its model. What was refused before may come while the registrations are
     * still being read, and its model may be one of them: then it waits and is counted after them.
     */
    private void count(UpdateHeader refused, Context context) throws Exception {
        RejectionReason reason = refused.refusal().orElseThrow();
        ModelState model = models.current();
        if (model != null) {
            metrics(refused.modelId(), model).rejected(reason);
        } else if (context.timerService().currentWatermark() > Long.MIN_VALUE) {
            unknownModels.count(reason);
        } else {
            await(refused, context);
        }
    }

    private SequencerMetrics metrics(String modelId, ModelState model) {
        SequencerMetrics known = metrics.get(modelId);
        if (known == null) {
            known =
                    new SequencerMetrics(
                            getRuntimeContext().getMetricGroup(), modelId, model.buffer.fill);
            metrics.put(modelId, known);
        }
        return known;
    }

    private static int firstSlice(UpdateHeader header, Chunk chunk) {
        return chunk.from() / header.sliceSize();
    }

    private static int lastSlice(UpdateHeader header, Chunk chunk) {
        return (chunk.to() - 1) / header.sliceSize();
    }

    private static void requireCutAs(ModelState model, UpdateHeader header) {
        if (model.sizes.sliceSize() != header.sliceSize()) {
            throw new IllegalStateException(
                    "model "
                            + header.modelId()
                            + " was registered with slice-size "
                            + model.sizes.sliceSize()
                            + ", this job cuts at "
                            + header.sliceSize()
                            + ": start it with slice-size "
                            + model.sizes.sliceSize());
        }
    }

    private static String explain(UpdateHeader header, ModelState model, PlanBuffer plan) {
        return "base version "
                + header.baseVersion()
                + ", current version "
                + model.buffer.version
                + ", length "
                + header.totalLength()
                + ", plan "
                + plan.planId
                + " has "
                + plan.length
                + (header.late() ? ", late" : "");
    }
}
