package io.ftte.operators.planning;

import io.ftte.control.Model;
import io.ftte.operators.records.Rejections;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ProfileMessage;
import io.ftte.operators.stream.ProfiledDevice;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import io.ftte.selection.fleet.FleetBudget;
import io.ftte.selection.fleet.PlanChoice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Chooses what the devices train: the plan of the largest gain within the budgets of the weakest of
 * them (or a quantile), and where there may be tiers, larger ones for the stronger; for models with
 * an architecture and one plan. Keyed by model; what comes on the control topic passes through, so
 * that a plan can never overtake its model's registration.
 *
 * <p>Where changes of a model go by way of the topic of decisions, so do its plans, and all that
 * the control topic says of a registered model: they take effect when they come by again. There
 * they are in the order in which they were written, whatever was restarted meanwhile; a plan of its
 * own that finds its id taken is thought over once more. Only a live job has it.
 */
public final class PlanSelector
        extends KeyedCoProcessFunction<String, ControlMessage, ProfileMessage, ControlMessage> {
    private static final long serialVersionUID = 1;

    public static final OutputTag<OutputRecord> REJECTED = new OutputTag<>("rejected") {};
    public static final OutputTag<OutputRecord> DECISIONS = new OutputTag<>("decisions") {};

    private final String topic;
    private final SelectionSettings settings;
    private final boolean inStream;

    private transient SelectedModel model;
    private transient MapState<String, ProfiledDevice> devices;

    /**
     * @param topic of the profiles, named in rejections
     * @param inStream whether changes go by way of the topic of decisions, or hold at once
     */
    public PlanSelector(String topic, SelectionSettings settings, boolean inStream) {
        this.topic = topic;
        this.settings = settings;
        this.inStream = inStream;
    }

    @Override
    public void open(OpenContext context) {
        model = new SelectedModel(getRuntimeContext(), settings);
        devices =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "devices",
                                        Types.STRING,
                                        TypeInformation.of(ProfiledDevice.class)));
    }

    @Override
    public void processElement1(
            ControlMessage message, Context context, Collector<ControlMessage> out)
            throws Exception {
        if (inStream && !message.isDecided() && isChange(message)) {
            context.output(DECISIONS, decision(message));
            return;
        }
        out.collect(message);
        if (!model.accept(message)) {
            return;
        }
        SelectionState state = model.current();
        if (message.isDecided()) {
            choose(message.modelId(), state, out, context);
            model.update(state);
            return;
        }
        for (Map.Entry<String, ProfiledDevice> device : devices.entries()) {
            note(state, device.getValue().eventTime);
            count(device.getKey(), device.getValue(), message.modelId(), state, context);
            device.setValue(device.getValue());
        }
        choose(message.modelId(), state, out, context);
        model.update(state);
    }

    /** What changes a registered model, and is no part of a registration. */
    private static boolean isChange(ControlMessage message) {
        try {
            return message.value().length > 0 && Model.isChange(message.value());
        } catch (WireException e) {
            return false; // The Sequencer refuses it, with its provenance.
        }
    }

    private static OutputRecord decision(ControlMessage message) {
        return new OutputRecord(
                message.modelId().getBytes(StandardCharsets.UTF_8), message.value());
    }

    @Override
    public void processElement2(
            ProfileMessage message, Context context, Collector<ControlMessage> out)
            throws Exception {
        SelectionState state = model.current();
        ProfiledDevice before = devices.get(message.deviceId());
        if (state != null && before != null && before.counts) {
            add(state, before, -1);
        }
        if (message.value().length == 0) {
            devices.remove(message.deviceId());
        } else {
            ProfiledDevice device = device(message);
            if (state != null) {
                note(state, message.eventTime());
                count(message.deviceId(), device, message.modelId(), state, context);
            }
            devices.put(message.deviceId(), device);
        }
        if (state != null) {
            expire(state);
            choose(message.modelId(), state, out, context);
            model.update(state);
        }
    }

    private static ProfiledDevice device(ProfileMessage message) throws WireException {
        DeviceProfile profile = RecordCodec.decode(message.value(), DeviceProfile.class);
        ProfiledDevice device = new ProfiledDevice();
        device.budgetBytes = profile.getBudgetBytes();
        device.payloadBytes =
                profile.getPayloadBytes() == null ? Long.MAX_VALUE : profile.getPayloadBytes();
        device.eventTime = message.eventTime();
        device.partition = message.partition();
        device.offset = message.offset();
        device.sensitivities = Sensitivities.scaled(profile.getSensitivities());
        return device;
    }

    private static void note(SelectionState state, long eventTime) {
        state.newestProfile = Math.max(state.newestProfile, eventTime);
        state.oldestProfile = Math.min(state.oldestProfile, eventTime);
    }

    /**
     * Forgets devices that have said nothing for too long. All devices are looked at, so this is
     * done only when some may be due for a sixteenth of the time already.
     */
    private void expire(SelectionState state) throws Exception {
        long expiry = settings.profileExpiry().toMillis();
        long due = state.newestProfile - expiry;
        if (due - state.oldestProfile < expiry / 16) {
            return;
        }
        state.oldestProfile = state.newestProfile;
        Iterator<Map.Entry<String, ProfiledDevice>> all = devices.iterator();
        while (all.hasNext()) {
            ProfiledDevice device = all.next().getValue();
            if (device.eventTime >= due) {
                note(state, device.eventTime);
                continue;
            }
            if (device.counts) {
                add(state, device, -1);
            }
            all.remove();
        }
    }

    /** Counts a device in, or tells it why not. */
    private void count(
            String deviceId,
            ProfiledDevice device,
            String modelId,
            SelectionState state,
            Context context) {
        PlanChoice choice = model.choice(modelId, state);
        long smallest = choice.smallestBytes();
        long lightest = choice.smallestPayload(settings.encoding());
        Optional<String> unknown = model.unknownGroup(modelId, state, device.sensitivities);
        device.counts =
                device.budgetBytes >= smallest
                        && device.payloadBytes >= lightest
                        && unknown.isEmpty();
        if (device.counts) {
            add(state, device, 1);
            return;
        }
        String little =
                device.budgetBytes < smallest
                        ? "a budget of %d bytes is below the %d bytes that the smallest plan needs:"
                                .formatted(device.budgetBytes, smallest)
                        : "a payload of %d bytes is below the %d bytes of the smallest plan's:"
                                .formatted(device.payloadBytes, lightest);
        context.output(
                REJECTED,
                Rejections.ofProfile(
                        topic,
                        modelId,
                        deviceId,
                        device,
                        unknown.isPresent()
                                ? RejectionReason.MALFORMED
                                : RejectionReason.BUDGET_TOO_SMALL,
                        unknown.orElse(little + " the device is left out")));
    }

    private static void add(SelectionState state, ProfiledDevice device, int sign) {
        if (sign > 0) {
            state.budgets.add(device.budgetBytes);
        } else {
            state.budgets.remove(device.budgetBytes);
        }
        if (device.payloadBytes < Long.MAX_VALUE) {
            if (sign > 0) {
                state.payloads.add(device.payloadBytes);
            } else {
                state.payloads.remove(device.payloadBytes);
            }
        }
        if (!device.sensitivities.isEmpty()) {
            Sensitivities.add(state.sensitivities, device.sensitivities, sign);
            state.reporters += sign;
            state.freshReports++;
        }
    }

    /** Thinks the plans over where a budget or a twentieth of the reports changed. */
    private void choose(
            String modelId, SelectionState state, Collector<ControlMessage> out, Context context) {
        if (state.budgets.isEmpty()) {
            return;
        }
        FleetBudget budget = settings.budget(state.budgets, state.payloads);
        long[] considered =
                LongStream.concat(
                                budget.memoryBytes().stream().mapToLong(Long::longValue),
                                LongStream.of(budget.payloadBytes()))
                        .toArray();
        if (Arrays.equals(considered, state.consideredBytes)
                && state.freshReports * 20L <= state.reporters) {
            return;
        }
        state.consideredBytes = considered;
        state.freshReports = 0;
        model.better(modelId, state, budget)
                .ifPresent(
                        change -> {
                            if (inStream) {
                                context.output(DECISIONS, decision(change));
                            } else {
                                out.collect(change);
                            }
                        });
    }
}
