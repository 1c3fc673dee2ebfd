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
import io.ftte.schemas.wire.Standings;
import io.ftte.schemas.wire.WireException;
import io.ftte.selection.fleet.FleetBudget;
import io.ftte.selection.fleet.PlanChoice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Chooses what the devices train: the plan of the largest gain within the budgets of the weakest of
 * them (or a quantile), and where there may be tiers, larger ones for the stronger; for models with
 * an architecture and one plan. Keyed by model; what comes on the control topic passes through, so
 * that a plan can never overtake its model's registration. Of devices of a private model only the
 * budgets count: their scores come from their data, and plans are published.
 *
 * <p>Where changes of a model go by way of the topic of decisions, so do its plans, and all that
 * the control topic says of a registered model or of a device: they take effect when they come by
 * again. There they are in the order in which they were written, whatever was restarted meanwhile;
 * a plan of its own that finds its id taken is thought over once more. Only a live job has it.
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
    private transient KnownDevices devices;

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
        devices = new KnownDevices(getRuntimeContext(), settings.profileExpiry(), inStream);
    }

    @Override
    public void processElement1(
            ControlMessage message, Context context, Collector<ControlMessage> out)
            throws Exception {
        if (inStream && !message.isDecided() && isChange(message.value())) {
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
        countAll(message.modelId(), state, context);
        choose(message.modelId(), state, out, context);
        model.update(state);
    }

    private static boolean isChange(byte[] record) {
        return Model.isChange(record) || Standings.of(record).isPresent();
    }

    /** Of devices that named the model before it was registered. */
    private void countAll(String modelId, SelectionState state, Context context) throws Exception {
        devices.expire(device -> {});
        devices.keepIf(
                (id, device) -> {
                    count(id, device, modelId, state, context);
                    return device.counts;
                });
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
        ProfiledDevice before = devices.remove(message.deviceId());
        if (state != null && before != null && before.counts) {
            add(state, before, -1);
        }
        if (message.value().length > 0 && devices.isCurrent(message.eventTime())) {
            ProfiledDevice device = device(message);
            if (state != null) {
                count(message.deviceId(), device, message.modelId(), state, context);
            }
            // Who is left out registers again when it has more, or the model asks for less.
            if (state == null || device.counts) {
                devices.put(message.deviceId(), device, context.timerService());
            }
        }
        devices.expire(
                device -> {
                    if (state != null && device.counts) {
                        add(state, device, -1);
                    }
                });
        if (state != null) {
            choose(message.modelId(), state, out, context);
            model.update(state);
        }
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<ControlMessage> out)
            throws Exception {
        // At the end of all input nobody needs to be forgotten.
        if (context.timerService().currentWatermark() < Long.MAX_VALUE) {
            devices.onTimer(model.current() != null, context.timerService());
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
        if (!device.sensitivities.isEmpty() && !state.isPrivate) {
            Sensitivities.add(state.sensitivities, device.sensitivities, sign);
            state.reporters += sign;
            state.freshReports++;
        }
    }

    /**
     * Thinks the plans over where a budget or a twentieth of the reports changed, or did while a
     * pause lasted that is over now.
     */
    private void choose(
            String modelId, SelectionState state, Collector<ControlMessage> out, Context context)
            throws Exception {
        if (state.budgets.isEmpty()) {
            return;
        }
        FleetBudget budget = settings.budget(state.budgets, state.payloads);
        boolean isOver =
                state.pause.isOver(
                        devices.newest(), settings.planPause().toMillis(), state.budgets.devices());
        boolean isOther =
                !Arrays.equals(budget.bytes(), state.consideredBytes)
                        || state.freshReports * 20L > state.reporters;
        if (!isOther && !(state.pause.waits && isOver)) {
            return;
        }
        state.consideredBytes = budget.bytes();
        state.freshReports = 0;
        Optional<FleetBudget> toChooseFor =
                state.pause.toChooseFor(
                        budget, isOver, fleet -> model.isTrainable(modelId, state, fleet));
        if (toChooseFor.isPresent()) {
            change(modelId, state, toChooseFor.get(), out, context);
        }
    }

    private void change(
            String modelId,
            SelectionState state,
            FleetBudget budget,
            Collector<ControlMessage> out,
            Context context)
            throws Exception {
        long newest = devices.newest();
        model.better(modelId, state, budget)
                .ifPresent(
                        change -> {
                            state.pause.changed(
                                    newest,
                                    settings.planPause().toMillis(),
                                    budget,
                                    state.budgets.devices());
                            if (inStream) {
                                context.output(DECISIONS, decision(change));
                            } else {
                                out.collect(change);
                            }
                        });
    }
}
