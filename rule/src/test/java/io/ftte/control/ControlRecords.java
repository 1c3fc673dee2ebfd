package io.ftte.control;

import io.ftte.schemas.AgeSettings;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.Plan;
import io.ftte.schemas.RepublishRequest;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VarianceSettings;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.schemas.wire.RecordCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Encoded records of the control topic for a model {@code m} of three shards. */
final class ControlRecords {
    static final String MODEL = "m";
    static final int PARAMETERS = 2_100;

    /** Plan 1 trains the first parameters, none of the third shard. */
    static final int LENGTH = 2_000;

    /** T(0), ms since the epoch. */
    static final long START = 1_700_000_000_000L;

    static final LayoutSizes SIZES = new LayoutSizes(1_024, 1_024);

    private ControlRecords() {}

    /** The rule's defaults but the size of the buffer. */
    static AggregationSettings.Builder rule(int bufferSize) {
        return AggregationSettings.newBuilder()
                .setBufferSize(bufferSize)
                .setAge(AgeSettings.newBuilder().build())
                .setVariance(VarianceSettings.newBuilder().build())
                .setServerOptimizer(ServerOptimizer.newBuilder().build());
    }

    static ModelDefinition model(AggregationSettings.Builder rule, float parameter) {
        float[] parameters = new float[PARAMETERS];
        parameters[0] = parameter;
        return ModelDefinition.of(
                MODEL,
                START,
                List.of(new Tensor("w", List.of(PARAMETERS))),
                List.of(new Plan(1, List.of(new TensorRange("w", 0, LENGTH)), null)),
                rule.build(),
                parameters,
                Optional.empty());
    }

    /** The chunks of its parameters, then the head. */
    static List<byte[]> registration(ModelDefinition model) {
        return model.controlRecords().stream().map(ControlRecord::value).toList();
    }

    /** Ranges are pairs (from, to). */
    static byte[] plan(String modelId, int planId, long sinceVersion, int... ranges) {
        List<IndexRange> list = new ArrayList<>();
        for (int i = 0; i < ranges.length; i += 2) {
            list.add(new IndexRange(ranges[i], ranges[i + 1]));
        }
        return RecordCodec.encode(
                TrainablePlan.newBuilder()
                        .setModelId(modelId)
                        .setGeneration(0)
                        .setPlanId(planId)
                        .setSinceVersion(sinceVersion)
                        .setRanges(list)
                        .build());
    }

    static byte[] settings(
            String modelId, int number, long fromVersion, AggregationSettings.Builder rule) {
        return RecordCodec.encode(new ModelSettings(modelId, number, fromVersion, rule.build()));
    }

    static byte[] republish(String modelId) {
        return RecordCodec.encode(new RepublishRequest(modelId));
    }
}
