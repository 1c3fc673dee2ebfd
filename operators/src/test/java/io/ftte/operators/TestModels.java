package io.ftte.operators;

import io.ftte.control.LayoutSizes;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.AgeSettings;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.Plan;
import io.ftte.schemas.RepublishRequest;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VarianceSettings;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.schemas.wire.ModelDigest;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Registrations and updates for tests. */
final class TestModels {
    static final LayoutSizes SIZES = new LayoutSizes(ModelDigest.LEAF, ModelDigest.LEAF);

    /** T(0) of every model, and about when the updates come. */
    static final long START = 1_700_000_000_000L;

    private TestModels() {}

    /** The rule's defaults but the size of the buffer. */
    static AggregationSettings.Builder settings(int bufferSize) {
        return AggregationSettings.newBuilder()
                .setBufferSize(bufferSize)
                .setAge(AgeSettings.newBuilder().build())
                .setVariance(VarianceSettings.newBuilder().build())
                .setServerOptimizer(ServerOptimizer.newBuilder().build());
    }

    /** A trainable subset of a model of one tensor {@code w}; pairs (from, to). */
    static Plan plan(int id, int... ranges) {
        List<TensorRange> trainable = new ArrayList<>();
        for (int i = 0; i < ranges.length; i += 2) {
            trainable.add(new TensorRange("w", ranges[i], ranges[i + 1]));
        }
        return new Plan(id, trainable);
    }

    /** A model of one tensor {@code w} whose initial parameters follow from the seed. */
    static ModelDefinition model(
            String id, int parameters, AggregationSettings settings, long seed, Plan... plans) {
        return ModelDefinition.of(
                id,
                START,
                List.of(new Tensor("w", List.of(parameters))),
                List.of(plans),
                settings,
                numbers(parameters, seed),
                Optional.empty());
    }

    /** What lies on the control topic for a model, the head last. */
    static List<ControlMessage> registration(ModelDefinition model) {
        List<ControlMessage> messages = new ArrayList<>();
        for (ControlRecord entry : model.controlRecords()) {
            messages.add(
                    new ControlMessage(
                            model.head().getModelId(), 0, messages.size(), entry.value()));
        }
        return messages;
    }

    /** A plan on the control topic; pairs (from, to). */
    static ControlMessage republish(String modelId) {
        return new ControlMessage(
                modelId, 0, 97, RecordCodec.encode(new RepublishRequest(modelId)));
    }

    static ControlMessage newPlan(String modelId, int planId, long sinceVersion, int... ranges) {
        List<IndexRange> list = new ArrayList<>();
        for (int i = 0; i < ranges.length; i += 2) {
            list.add(new IndexRange(ranges[i], ranges[i + 1]));
        }
        return new ControlMessage(
                modelId,
                0,
                98,
                RecordCodec.encode(
                        TrainablePlan.newBuilder()
                                .setModelId(modelId)
                                .setGeneration(0)
                                .setPlanId(planId)
                                .setSinceVersion(sinceVersion)
                                .setRanges(list)
                                .build()));
    }

    /** Other settings on the control topic. */
    static ControlMessage newSettings(
            String modelId, int number, long fromVersion, AggregationSettings.Builder settings) {
        return new ControlMessage(
                modelId,
                0,
                97,
                RecordCodec.encode(
                        new ModelSettings(modelId, number, fromVersion, settings.build())));
    }

    static ControlMessage tombstone(String modelId) {
        return new ControlMessage(modelId, 0, 99, new byte[0]);
    }

    static float[] numbers(int count, long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** An update whose {@code delta} is components [from, from + count) of the plan's vector. */
    static DeviceUpdate update(
            String modelId,
            String device,
            long sequence,
            long baseVersion,
            int planId,
            int totalLength,
            int from,
            int count,
            TensorEncoding encoding,
            float[] delta) {
        return DeviceUpdate.newBuilder()
                .setModelId(modelId)
                .setDeviceId(device)
                .setSequence(sequence)
                .setBaseVersion(baseVersion)
                .setPlanId(planId)
                .setExamples(1 + sequence % 7)
                .setTotalLength(totalLength)
                .setFrom(from)
                .setEncoding(encoding)
                .setDelta(ByteBuffer.wrap(Tensors.encode(encoding, delta, from, count)))
                .build();
    }

    static RawRecord raw(int partition, long offset, long time, DeviceUpdate update) {
        return RawRecord.of(
                partition,
                offset,
                time,
                update.getDeviceId().getBytes(StandardCharsets.UTF_8),
                RecordCodec.encode(update));
    }
}
