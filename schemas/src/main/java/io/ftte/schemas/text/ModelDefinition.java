package io.ftte.schemas.text;

import io.ftte.encoding.ModelDigest;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ParameterChunk;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model as it is registered: the head and the initial parameters, checked against each other.
 *
 * @param head what the control topic carries under {@code model/head}
 * @param parameters θ of version 0, flat, in the order of the tensors; not copied
 */
public record ModelDefinition(ModelRegistration head, float[] parameters) {

    /** Numbers per record: 512 KiB of float32, half of Kafka's usual limit of 1 MiB. */
    public static final int CHUNK = 128 * ModelDigest.LEAF;

    /** Parameters of one model: their bytes are one array when it begins, 1 GiB of float32. */
    public static final int MAX_PARAMETERS = 1 << 28;

    /** The id of the plan that a registration without plans has. */
    public static final int FIRST_PLAN = 1;

    /**
     * @throws IllegalArgumentException one line, where something does not fit
     */
    public ModelDefinition {
        check(head);
        requireEqual(head.getParameterCount(), parameters.length, "numbers in parameters");
        for (int i = 0; i < parameters.length; i++) {
            if (!Float.isFinite(parameters[i])) {
                throw new IllegalArgumentException(
                        "parameter " + i + " is not finite: " + parameters[i]);
            }
        }
        if (!ByteBuffer.wrap(ModelDigest.of(parameters)).equals(head.getParameterDigest())) {
            throw new IllegalArgumentException(
                    "the parameters of " + head.getModelId() + " do not have the head's digest");
        }
    }

    /** Fills in the counts and the digest. */
    public static ModelDefinition of(
            String modelId,
            long eventTime,
            List<Tensor> tensors,
            List<Plan> plans,
            AggregationSettings settings,
            float[] params,
            Optional<String> architecture) {
        return of(modelId, eventTime, tensors, plans, List.of(), settings, params, architecture);
    }

    /**
     * The same with tensors that devices keep.
     *
     * @param personal names of tensors that are in no plan
     */
    public static ModelDefinition of(
            String modelId,
            long eventTime,
            List<Tensor> tensors,
            List<Plan> plans,
            List<String> personal,
            AggregationSettings settings,
            float[] params,
            Optional<String> architecture) {
        ModelRegistration head =
                new ModelRegistration(
                        modelId,
                        eventTime,
                        tensors,
                        plans,
                        settings,
                        architecture.orElse(null),
                        personal,
                        params.length,
                        chunkCount(params.length),
                        ByteBuffer.wrap(ModelDigest.of(params)),
                        false,
                        Map.of());
        return new ModelDefinition(head, params);
    }

    /**
     * The same model with what an export gives back.
     *
     * @param pyTorchNames whether its parameters came under PyTorch's names
     * @param aliases second names of tensors, to those under which they came
     */
    public ModelDefinition named(boolean pyTorchNames, Map<String, String> aliases) {
        return new ModelDefinition(
                ModelRegistration.newBuilder(head)
                        .setPyTorchNames(pyTorchNames)
                        .setAliases(aliases)
                        .build(),
                parameters);
    }

    /** The same model under other settings. */
    public ModelDefinition with(AggregationSettings settings) {
        return new ModelDefinition(
                ModelRegistration.newBuilder(head).setAggregation(settings).build(), parameters);
    }

    /**
     * Checks a head alone: ids, tensors, plans, settings and counts.
     *
     * @throws IllegalArgumentException one line that names the first thing wrong
     */
    public static void check(ModelRegistration head) {
        TextRules.checkId("modelId", head.getModelId());
        TextRules.checkTime("eventTime", head.getEventTime());
        PlanRanges ranges = new PlanRanges(head.getTensors());
        requireEqual(ranges.parameterCount(), head.getParameterCount(), "parameters");
        if (head.getParameterCount() == 0) {
            throw new IllegalArgumentException(head.getModelId() + " has no parameters");
        }
        requireEqual(
                chunkCount(head.getParameterCount()), head.getParameterChunks(), "parameterChunks");
        Set<Integer> ids = new HashSet<>();
        for (Plan plan : head.getPlans()) {
            if (!ids.add(plan.getPlanId())) {
                throw new IllegalArgumentException(
                        "plan " + plan.getPlanId() + " is declared twice");
            }
            ranges.of(plan);
        }
        ranges.checkPersonal(head);
    }

    /**
     * Checks names, shapes and the number of parameters.
     *
     * @throws IllegalArgumentException one line that names the first thing wrong
     */
    static void checkTensors(List<Tensor> tensors) {
        new PlanRanges(tensors);
    }

    /**
     * What each device trains for itself, as ranges of the flat parameter vector: ascending,
     * disjoint, adjacent ones merged.
     */
    public static List<IndexRange> personal(ModelRegistration head) {
        return new PlanRanges(head.getTensors()).whole(head.getPersonal());
    }

    /**
     * The plan's indices as ranges of the flat parameter vector: ascending, disjoint, adjacent ones
     * merged. The plan's vector is their concatenation.
     *
     * @throws IllegalArgumentException where a range does not lie in its tensor or overlaps another
     */
    public static List<IndexRange> ranges(ModelRegistration head, Plan plan) {
        return new PlanRanges(head.getTensors()).of(plan);
    }

    /** The initial parameters in records of at most {@link #CHUNK}, ascending. */
    public List<ParameterChunk> chunks() {
        List<ParameterChunk> chunks = new ArrayList<>();
        for (int from = 0; from < parameters.length; from += CHUNK) {
            int count = Math.min(CHUNK, parameters.length - from);
            byte[] values = Tensors.encode(TensorEncoding.F32, parameters, from, count);
            chunks.add(
                    new ParameterChunk(
                            head.getModelId(), chunks.size(), from, ByteBuffer.wrap(values)));
        }
        return chunks;
    }

    /** The records that register the model, in publishing order: the head last. */
    public List<ControlRecord> controlRecords() {
        List<ControlRecord> records = new ArrayList<>();
        for (ParameterChunk chunk : chunks()) {
            ControlKey key = ControlKey.parameters(head.getModelId(), chunk.getIndex());
            records.add(new ControlRecord(key, RecordCodec.encode(chunk)));
        }
        records.add(
                new ControlRecord(ControlKey.head(head.getModelId()), RecordCodec.encode(head)));
        return records;
    }

    private static int chunkCount(int parameters) {
        return (int) (((long) parameters + CHUNK - 1) / CHUNK);
    }

    private static void requireEqual(int expected, int found, String what) {
        if (expected != found) {
            throw new IllegalArgumentException(
                    "expected " + expected + " " + what + ", found " + found);
        }
    }
}
