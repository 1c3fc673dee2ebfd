package io.ftte.operators.sharing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.aggregation.sharing.SharingRule;
import io.ftte.control.AdmittedUpdate;
import io.ftte.control.ModelBlueprint;
import io.ftte.control.VersionClose;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.schemas.ShareWeight;
import io.ftte.schemas.SumRequest;
import io.ftte.schemas.wire.RecordCodec;
import java.util.Arrays;

/** Builds what the leader asks the helper for. */
public final class SumRequests {
    private SumRequests() {}

    /** The sum of the other shares of a full buffer, whose updates are of one plan. */
    public static OutputRecord of(VersionClose close) {
        ModelBlueprint model = close.model();
        int planId = close.planIds()[0];
        return new OutputRecord(
                model.modelId().getBytes(UTF_8),
                RecordCodec.encode(
                        SumRequest.newBuilder()
                                .setModelId(model.modelId())
                                .setGeneration(model.generation())
                                .setVersion(close.version())
                                .setPlanId(planId)
                                .setLength(model.layout().planLengths()[model.place(planId)])
                                .setSliceSize(model.sizes().sliceSize())
                                .setOldestBase(
                                        Math.max(
                                                0,
                                                close.version()
                                                        - model.settings().getMaxStaleness()))
                                .setContributions(
                                        Arrays.stream(close.contributions())
                                                .map(SumRequests::weight)
                                                .toList())
                                .setNoiseMultiple(model.sharing().orElseThrow().noiseMultiple())
                                .build()));
    }

    private static ShareWeight weight(AdmittedUpdate update) {
        return ShareWeight.newBuilder()
                .setDeviceId(update.deviceId())
                .setSequence(update.sequence())
                .setSeedId(update.seedId())
                .setWeight(SharingRule.integer(update.weight()))
                .build();
    }
}
