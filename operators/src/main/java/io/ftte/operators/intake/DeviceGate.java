package io.ftte.operators.intake;

import io.ftte.aggregation.PayloadRule;
import io.ftte.aggregation.Refusal;
import io.ftte.operators.intake.DeviceState.Partial;
import io.ftte.operators.runtime.States;
import io.ftte.operators.stream.DeviceKey;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.RejectionReason;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Assembles chunked updates and refuses repeats, floods and updates whose chunks never all arrive.
 * Keyed by model and device. A refused header travels on with its reason, so that a slice hears of
 * its payload from one operator only. Expiry is decided by order times on arrival; timers, which
 * fire only once no header could come to another decision, free memory.
 */
public final class DeviceGate extends KeyedProcessFunction<DeviceKey, UpdateHeader, UpdateHeader> {
    private static final long serialVersionUID = 1;

    /** Updates of one device that may be under way at once; a further one evicts the oldest. */
    private static final int MAX_PARTIALS = 4;

    /** Chunks that an update may come in; more would let one device fill the state. */
    private static final int MAX_CHUNKS = 1_024;

    private static final double MS_PER_MINUTE = 60_000;

    private final GateSettings settings;
    private transient ValueState<DeviceState> devices;

    public DeviceGate(GateSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open(OpenContext context) {
        devices = States.value(getRuntimeContext(), "device", DeviceState.class);
    }

    @Override
    public void processElement(UpdateHeader header, Context context, Collector<UpdateHeader> out)
            throws Exception {
        if (header.refusal().isPresent()) {
            // Nobody knows whose it is: it must not touch what is kept of the device.
            out.collect(header);
            return;
        }
        DeviceState device = devices.value();
        if (device == null) {
            device = newDevice(header.orderTime());
        } else if (isForgotten(device, header.orderTime())) {
            refuseExpired(device, Long.MAX_VALUE, context.timerService(), out);
            long cleanupAt = device.cleanupAt;
            device = newDevice(header.orderTime());
            device.cleanupAt = cleanupAt;
        }
        device.lastOrderTime = Math.max(device.lastOrderTime, header.orderTime());
        refuseExpired(device, header.orderTime(), context.timerService(), out);
        if (device.cleanupAt == Long.MIN_VALUE) {
            scheduleCleanup(device, context);
        }
        if (device.window.contains(header.sequence())) {
            out.collect(
                    header.refused(
                            RejectionReason.DUPLICATE,
                            "sequence %d was seen before, or lies too far below the highest, %d"
                                    .formatted(header.sequence(), device.window.highest)));
        } else if (ChunkAssembly.isComplete(header)) {
            pass(device, header, context.timerService(), out);
        } else {
            assemble(device, header, context, out);
        }
        devices.update(device);
    }

    private void assemble(
            DeviceState device, UpdateHeader next, Context context, Collector<UpdateHeader> out) {
        int place = find(device, next.sequence());
        if (place < 0) {
            if (device.partials.length == MAX_PARTIALS) {
                refuseIncomplete(
                        device,
                        0,
                        "too many updates of the device under way",
                        context.timerService(),
                        out);
            }
            long deadline = next.orderTime() + settings.chunkTimeout().toMillis();
            device.partials = Arrays.copyOf(device.partials, device.partials.length + 1);
            device.partials[device.partials.length - 1] = new Partial(deadline, next);
            context.timerService().registerEventTimeTimer(deadline);
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
                remove(device, place, context.timerService());
                pass(device, merged, context.timerService(), out);
            } else {
                device.partials[place] = new Partial(device.partials[place].deadline(), merged);
            }
        }
    }

    /**
     * A whole update, not seen before: its chunks may be too large together or too many for the
     * quota, and only now is its sequence used up.
     */
    private void pass(
            DeviceState device,
            UpdateHeader update,
            TimerService timers,
            Collector<UpdateHeader> out) {
        Optional<Refusal> refusal = PayloadRule.refusal(update.statistics(), update.examples());
        if (refusal.isPresent()) {
            out.collect(update.refused(refusal.get().reason(), refusal.get().detail()));
        } else if (!takeToken(device, update.orderTime())) {
            out.collect(
                    update.refused(
                            RejectionReason.QUOTA,
                            "more than " + settings.perMinute() + " updates a minute"));
        } else {
            device.window.add(update.sequence());
            int place = find(device, update.sequence());
            if (place >= 0) {
                refuseIncomplete(device, place, "the update came whole as well", timers, out);
            }
            out.collect(update);
        }
    }

    private boolean takeToken(DeviceState device, long orderTime) {
        int perMinute = settings.perMinute();
        if (perMinute == 0) {
            return true;
        }
        long elapsed = Math.max(0, orderTime - device.tokensAt);
        device.tokens = Math.min(perMinute, device.tokens + elapsed * perMinute / MS_PER_MINUTE);
        device.tokensAt = Math.max(device.tokensAt, orderTime);
        if (device.tokens < 1) {
            return false;
        }
        device.tokens--;
        return true;
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<UpdateHeader> out)
            throws Exception {
        DeviceState device = devices.value();
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
            scheduleCleanup(device, context);
        }
        devices.update(device);
    }

    private DeviceState newDevice(long orderTime) {
        DeviceState device = new DeviceState();
        device.tokens = settings.perMinute();
        device.tokensAt = orderTime;
        return device;
    }

    private void scheduleCleanup(DeviceState device, Context context) {
        device.cleanupAt = forgetAt(device);
        context.timerService().registerEventTimeTimer(device.cleanupAt);
    }

    /** Refuses what should have been complete before {@code now}. */
    private static void refuseExpired(
            DeviceState device, long now, TimerService timers, Collector<UpdateHeader> out) {
        for (int i = device.partials.length - 1; i >= 0; i--) {
            if (device.partials[i].deadline() < now) {
                refuseIncomplete(device, i, "not all chunks arrived in time", timers, out);
            }
        }
    }

    private static void refuseIncomplete(
            DeviceState device,
            int place,
            String why,
            TimerService timers,
            Collector<UpdateHeader> out) {
        UpdateHeader partial = device.partials[place].header();
        out.collect(
                partial.refused(
                        RejectionReason.INCOMPLETE, why + ": " + ChunkAssembly.came(partial)));
        remove(device, place, timers);
    }

    /** Takes its timer along, so that a flood leaves no more timers than updates under way. */
    private static void remove(DeviceState device, int place, TimerService timers) {
        long deadline = device.partials[place].deadline();
        Partial[] rest = Arrays.copyOf(device.partials, device.partials.length - 1);
        System.arraycopy(device.partials, place + 1, rest, place, rest.length - place);
        device.partials = rest;
        boolean shared = deadline == device.cleanupAt;
        for (Partial other : rest) {
            shared |= other.deadline() == deadline;
        }
        if (!shared) {
            timers.deleteEventTimeTimer(deadline);
        }
    }

    private static int find(DeviceState device, long sequence) {
        for (int i = 0; i < device.partials.length; i++) {
            if (device.partials[i].header().sequence() == sequence) {
                return i;
            }
        }
        return -1;
    }

    private boolean isForgotten(DeviceState device, long orderTime) {
        return forgetAt(device) < orderTime;
    }

    private long forgetAt(DeviceState device) {
        return device.lastOrderTime + settings.window().toMillis();
    }
}
