package io.ftte.operators.intake;

import io.ftte.aggregation.PayloadRule;
import io.ftte.aggregation.Refusal;
import io.ftte.control.AdmissionOrder;
import io.ftte.operators.intake.DeviceState.Partial;
import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.DeviceKey;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.RejectionReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Assembles chunked updates and refuses repeats, floods, revoked devices, models that do not exist
 * and updates whose chunks never all arrive. Keyed by model and device. Headers wait until the
 * watermark reaches their order time and are decided in {@link AdmissionOrder}: arrival has an
 * order within a partition only, and a device's records may lie on several, where its client counts
 * otherwise or partitions were added. A refused header travels on with its reason, so that a slice
 * hears of its payload from one operator only.
 *
 * <p>Its second input is every model's size and which devices are revoked, broadcast; like the
 * Sequencer's it holds the watermark back until the registrations that lay on the control topic at
 * the start have been read. What names no model costs nothing that stays.
 */
public final class DeviceGate
        extends KeyedBroadcastProcessFunction<DeviceKey, UpdateHeader, GateNotice, UpdateHeader>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1;

    /** Parameters by model. */
    public static final MapStateDescriptor<String, Integer> MODELS =
            new MapStateDescriptor<>("models", Types.STRING, Types.INT);

    /** What was said of devices; see {@link Revocations}. */
    public static final MapStateDescriptor<String, long[]> REVOKED =
            new MapStateDescriptor<>(
                    "revoked", Types.STRING, PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO);

    /** Updates of one device that may be under way at once; a further one evicts the oldest. */
    private static final int MAX_PARTIALS = 4;

    /** Chunks that an update may come in; more would let one device fill the state. */
    private static final int MAX_CHUNKS = 1_024;

    private static final AdmissionOrder ORDER = new AdmissionOrder();

    private final GateSettings settings;
    private transient ValueState<DeviceState> devices;
    private transient MapState<Long, List<UpdateHeader>> waiting;

    /**
     * True where {@link #MODELS} has every model: not after a savepoint from before it was kept.
     */
    private transient ListState<Boolean> modelsComplete;

    private transient boolean knowsModels;

    public DeviceGate(GateSettings settings) {
        this.settings = settings;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        modelsComplete =
                context.getOperatorStateStore()
                        .getUnionListState(
                                new ListStateDescriptor<>("models-complete", Types.BOOLEAN));
        knowsModels = !context.isRestored() || modelsComplete.get().iterator().hasNext();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        modelsComplete.update(knowsModels ? List.of(true) : List.of());
    }

    @Override
    public void open(OpenContext context) {
        devices = States.value(getRuntimeContext(), "device", DeviceState.class);
        waiting = States.numberedLists(getRuntimeContext(), "waiting", UpdateHeader.class);
    }

    @Override
    public void processBroadcastElement(
            GateNotice notice, Context context, Collector<UpdateHeader> out) throws Exception {
        if (!notice.isOfModel()) {
            BroadcastState<String, long[]> revoked = context.getBroadcastState(REVOKED);
            revoked.put(
                    notice.deviceId(), Revocations.with(revoked.get(notice.deviceId()), notice));
        } else if (notice.parameters() == 0) {
            context.getBroadcastState(MODELS).remove(notice.modelId());
        } else {
            context.getBroadcastState(MODELS).put(notice.modelId(), notice.parameters());
        }
    }

    @Override
    public void processElement(
            UpdateHeader header, ReadOnlyContext context, Collector<UpdateHeader> out)
            throws Exception {
        if (header.refusal().isPresent()) {
            // Nobody knows whose it is: it must not touch what is kept of the device.
            out.collect(header);
            return;
        }
        List<UpdateHeader> sameTime = waiting.get(header.orderTime());
        if (sameTime == null) {
            sameTime = new ArrayList<>(1);
            context.timerService().registerEventTimeTimer(header.orderTime());
        }
        sameTime.add(header);
        waiting.put(header.orderTime(), sameTime);
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<UpdateHeader> out)
            throws Exception {
        List<UpdateHeader> due = waiting.get(time);
        DeviceState device = devices.value();
        if (due != null) {
            waiting.remove(time);
            DeviceKey key = context.getCurrentKey();
            Integer parameters = context.getBroadcastState(MODELS).get(key.modelId());
            long[] revoked = context.getBroadcastState(REVOKED).get(key.deviceId());
            if (revoked != null && Revocations.holdAt(revoked, time)) {
                due.forEach(header -> out.collect(revoked(header)));
            } else if (parameters == null && knowsModels) {
                due.forEach(header -> out.collect(unknown(header)));
            } else {
                due.sort(ORDER);
                device = device == null ? newDevice(time) : device;
                int limit = parameters == null ? Integer.MAX_VALUE : parameters;
                for (UpdateHeader header : due) {
                    decide(device, header, limit, context.timerService(), out);
                }
                if (device.cleanupAt == Long.MIN_VALUE) {
                    scheduleCleanup(device, context.timerService());
                }
            }
        }
        if (device == null) {
            return;
        }
        refuseExpired(device, time + 1, context.timerService(), out);
        if (time >= device.cleanupAt) {
            if (forgetAt(device) <= time) {
                refuseExpired(device, Long.MAX_VALUE, context.timerService(), out);
                devices.clear();
                return;
            }
            scheduleCleanup(device, context.timerService());
        }
        devices.update(device);
    }

    private static UpdateHeader revoked(UpdateHeader header) {
        return header.refused(RejectionReason.REVOKED, "the operator has revoked the device");
    }

    private static UpdateHeader unknown(UpdateHeader header) {
        return header.refused(
                RejectionReason.UNKNOWN_MODEL, "no model " + header.modelId() + " is registered");
    }

    private void decide(
            DeviceState device,
            UpdateHeader header,
            int parameters,
            TimerService timers,
            Collector<UpdateHeader> out)
            throws Exception {
        Optional<String> repeat = device.window.repeat(header.sequence());
        if (repeat.isPresent()) {
            out.collect(header.refused(RejectionReason.DUPLICATE, repeat.get()));
        } else if (!ChunkAssembly.isComplete(header)) {
            assemble(device, header, parameters, timers, out);
        } else if (!isRefused(header, out) && takeToken(device, header, out)) {
            pass(device, header, timers, out);
        }
    }

    private void assemble(
            DeviceState device,
            UpdateHeader next,
            int parameters,
            TimerService timers,
            Collector<UpdateHeader> out)
            throws Exception {
        int place = Partials.find(device.partials, next);
        if (place < 0) {
            begin(device, next, parameters, timers, out);
            return;
        }
        UpdateHeader before = device.partials[place].header();
        if (!ChunkAssembly.sameUpdate(before, next)) {
            out.collect(
                    next.refused(
                            RejectionReason.MALFORMED,
                            "the chunk contradicts earlier chunks of its update"));
        } else if (ChunkAssembly.overlaps(before, next.chunks()[0])) {
            out.collect(
                    next.refused(RejectionReason.DUPLICATE, "this part of the update came before"));
        } else if (before.chunks().length == MAX_CHUNKS) {
            out.collect(
                    next.refused(
                            RejectionReason.MALFORMED,
                            "the update has more than "
                                    + MAX_CHUNKS
                                    + " chunks: send larger ones"));
        } else {
            UpdateHeader merged = ChunkAssembly.merge(before, next);
            if (ChunkAssembly.isComplete(merged)) {
                remove(device, place, timers);
                UpdateHeader whole = ChunkAssembly.payload(merged);
                if (!isRefused(whole, out)) {
                    pass(device, whole, timers, out);
                }
            } else {
                device.partials[place] = new Partial(device.partials[place].deadline(), merged);
            }
        }
    }

    /** The first chunk of an update; what it claims is bounded before anything is kept of it. */
    private void begin(
            DeviceState device,
            UpdateHeader first,
            int parameters,
            TimerService timers,
            Collector<UpdateHeader> out)
            throws Exception {
        if (first.totalLength() > parameters) {
            out.collect(
                    first.refused(
                            RejectionReason.WRONG_LENGTH,
                            "a totalLength of %d is more than the model's %d parameters"
                                    .formatted(first.totalLength(), parameters)));
            return;
        }
        if (!takeToken(device, first, out)) {
            return;
        }
        if (device.partials.length == MAX_PARTIALS) {
            refuseIncomplete(device, 0, "too many updates of the device under way", timers, out);
        }
        long deadline = first.orderTime() + settings.chunkTimeout().toMillis();
        device.partials = Partials.with(device.partials, new Partial(deadline, first));
        timers.registerEventTimeTimer(deadline);
    }

    /** Chunks may be too large together. */
    private static boolean isRefused(UpdateHeader update, Collector<UpdateHeader> out) {
        Optional<Refusal> refusal = PayloadRule.refusal(update.statistics(), update.examples());
        refusal.ifPresent(why -> out.collect(update.refused(why.reason(), why.detail())));
        return refusal.isPresent();
    }

    /** A whole update, not seen before: only now is its sequence used up. */
    private void pass(
            DeviceState device,
            UpdateHeader update,
            TimerService timers,
            Collector<UpdateHeader> out)
            throws Exception {
        device.window.add(update.sequence());
        device.lastOrderTime = update.orderTime();
        int place = Partials.find(device.partials, update);
        if (place >= 0) {
            refuseIncomplete(device, place, "the update came whole as well", timers, out);
        }
        out.collect(update);
    }

    /** Of an update that comes whole, or with its first chunk; else the header is refused. */
    private boolean takeToken(
            DeviceState device, UpdateHeader header, Collector<UpdateHeader> out) {
        int perMinute = settings.perMinute();
        if (DeviceQuota.take(device, perMinute, header.orderTime())) {
            return true;
        }
        out.collect(
                header.refused(
                        RejectionReason.QUOTA, "more than " + perMinute + " updates a minute"));
        return false;
    }

    private DeviceState newDevice(long orderTime) {
        DeviceState device = new DeviceState();
        device.lastOrderTime = orderTime;
        DeviceQuota.fill(device, settings.perMinute(), orderTime);
        return device;
    }

    private void scheduleCleanup(DeviceState device, TimerService timers) {
        device.cleanupAt = forgetAt(device);
        timers.registerEventTimeTimer(device.cleanupAt);
    }

    /** Refuses what should have been complete before {@code now}. */
    private void refuseExpired(
            DeviceState device, long now, TimerService timers, Collector<UpdateHeader> out)
            throws Exception {
        for (int i = device.partials.length - 1; i >= 0; i--) {
            if (device.partials[i].deadline() < now) {
                refuseIncomplete(device, i, "not all chunks arrived in time", timers, out);
            }
        }
    }

    private void refuseIncomplete(
            DeviceState device,
            int place,
            String why,
            TimerService timers,
            Collector<UpdateHeader> out)
            throws Exception {
        UpdateHeader partial = device.partials[place].header();
        out.collect(
                partial.refused(
                        RejectionReason.INCOMPLETE, why + ": " + ChunkAssembly.came(partial)));
        remove(device, place, timers);
    }

    /** Takes its timer along, so that a flood leaves no more timers than updates under way. */
    private void remove(DeviceState device, int place, TimerService timers) throws Exception {
        long deadline = device.partials[place].deadline();
        device.partials = Partials.without(device.partials, place);
        boolean shared =
                deadline == device.cleanupAt
                        || waiting.contains(deadline)
                        || Partials.anyUntil(device.partials, deadline);
        if (!shared) {
            timers.deleteEventTimeTimer(deadline);
        }
    }

    private long forgetAt(DeviceState device) {
        return device.lastOrderTime + settings.window().toMillis();
    }
}
