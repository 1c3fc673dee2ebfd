package io.ftte.jobs.graph;

import io.ftte.operators.intake.DeviceProfiles;
import io.ftte.operators.planning.PlanSelector;
import io.ftte.operators.planning.SelectionSettings;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ProfileMessage;
import io.ftte.operators.stream.RawRecord;
import java.util.Optional;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The live job's graph before the Sequencer: profiles come in beside the control topic, and the
 * plans chosen for them join it.
 *
 * @param control what the Sequencer hears
 * @param decisions changes of models, to be written to the topic of decisions; empty without one
 * @param rejected profiles that cannot be read, and devices that are left out
 */
public record PlanSelection(
        DataStream<ControlMessage> control,
        DataStream<OutputRecord> decisions,
        DataStream<OutputRecord> rejected) {

    /**
     * @param decided the topic of decisions, where there is one
     */
    public static PlanSelection attach(
            DataStream<ControlMessage> control,
            Optional<DataStream<ControlMessage>> decided,
            DataStream<RawRecord> devices,
            String devicesTopic,
            SelectionSettings settings) {
        SingleOutputStreamOperator<ProfileMessage> profiles =
                devices.keyBy(DeviceProfiles::device)
                        .process(new DeviceProfiles(devicesTopic))
                        .uid("device-profiles")
                        .name("device-profiles");
        SingleOutputStreamOperator<ControlMessage> selected =
                decided.map(control::union)
                        .orElse(control)
                        .connect(profiles)
                        .keyBy(ControlMessage::modelId, ProfileMessage::modelId)
                        .process(new PlanSelector(devicesTopic, settings, decided.isPresent()))
                        .uid("plan-selector")
                        .name("plan-selector");
        return new PlanSelection(
                selected,
                selected.getSideOutput(PlanSelector.DECISIONS),
                selected.getSideOutput(PlanSelector.REJECTED)
                        .union(profiles.getSideOutput(DeviceProfiles.REJECTED)));
    }
}
