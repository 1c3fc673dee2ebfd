package io.ftte.jobs.graph;

import io.ftte.control.LayoutSizes;
import io.ftte.operators.data.UpdateRecords;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.intake.GateSettings;
import io.ftte.operators.runtime.DeviceNameKeySource;
import io.ftte.operators.runtime.PartyKeySource;
import io.ftte.operators.runtime.PrivacyKeySource;
import java.util.Map;
import java.util.Optional;

/**
 * What the aggregation graph needs to know, live or in a replay.
 *
 * @param updatesTopic named in rejections
 * @param controlTopic named in rejections of registrations
 * @param decisionsTopic named in rejections of changes
 * @param time of the updates; the source's watermarks must use the same
 * @param sizes of slices and shards for models first seen by this job
 * @param gate limits for devices
 * @param planGrace versions for which updates of a plan count after its successor
 * @param firstGenerations by model, the lowest generation that a registration may begin; 0 for
 *     models that are not named
 * @param privacyKey where tasks find the secret of private models' noise
 * @param partyKey where tasks find the secret of this job and its helper
 * @param deviceNameKey where tasks find the secret under which the lineage names devices
 * @param records where updates can be read again
 * @param refers whether checkpoints name the records of what waits and do not hold it; for state on
 *     the heap: elsewhere each piece leaves memory as soon as it has come
 */
public record PipelineSettings(
        String updatesTopic,
        String controlTopic,
        String decisionsTopic,
        EventTime time,
        LayoutSizes sizes,
        GateSettings gate,
        int planGrace,
        Map<String, Integer> firstGenerations,
        PrivacyKeySource privacyKey,
        PartyKeySource partyKey,
        DeviceNameKeySource deviceNameKey,
        Optional<UpdateRecords> records,
        boolean refers) {

    public PipelineSettings {
        firstGenerations = Map.copyOf(firstGenerations);
        sizes.checked();
    }

    /** For topics on which no generation lies. */
    public PipelineSettings(
            String updatesTopic,
            String controlTopic,
            String decisionsTopic,
            EventTime time,
            LayoutSizes sizes,
            GateSettings gate,
            int planGrace) {
        this(
                updatesTopic,
                controlTopic,
                decisionsTopic,
                time,
                sizes,
                gate,
                planGrace,
                Map.of(),
                PrivacyKeySource.of(Optional.empty()),
                PartyKeySource.none(),
                DeviceNameKeySource.of(Optional.empty()),
                Optional.empty(),
                false);
    }

    /** The same for topics on which generations lie already. */
    public PipelineSettings withFirstGenerations(Map<String, Integer> generations) {
        return with(generations, privacyKey, partyKey, deviceNameKey, records, refers);
    }

    /** The same with a place for the secret of private models. */
    public PipelineSettings withPrivacyKey(PrivacyKeySource source) {
        return with(firstGenerations, source, partyKey, deviceNameKey, records, refers);
    }

    /** The same with a place for the secret of this job and its helper. */
    public PipelineSettings withPartyKey(PartyKeySource source) {
        return with(firstGenerations, privacyKey, source, deviceNameKey, records, refers);
    }

    /** The same with a place for the secret under which the lineage names devices. */
    public PipelineSettings withDeviceNameKey(DeviceNameKeySource source) {
        return with(firstGenerations, privacyKey, partyKey, source, records, refers);
    }

    /** The same with updates that can be read again. */
    public PipelineSettings withRecords(UpdateRecords again, boolean referTo) {
        return with(
                firstGenerations, privacyKey, partyKey, deviceNameKey, Optional.of(again), referTo);
    }

    private PipelineSettings with(
            Map<String, Integer> generations,
            PrivacyKeySource privacy,
            PartyKeySource party,
            DeviceNameKeySource deviceNames,
            Optional<UpdateRecords> again,
            boolean referTo) {
        return new PipelineSettings(
                updatesTopic,
                controlTopic,
                decisionsTopic,
                time,
                sizes,
                gate,
                planGrace,
                generations,
                privacy,
                party,
                deviceNames,
                again,
                referTo);
    }
}
