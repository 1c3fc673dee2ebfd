package io.ftte.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.devices.LocalUpdate;
import io.ftte.devices.UpdateChunks;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.ModelDigest;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Models of zeros with one plan that trains everything, and made-up updates for them. */
public final class TestModels {
    static final int PLAN = ModelDefinition.FIRST_PLAN;

    private TestModels() {}

    public static ModelDefinition zeros(String id, int parameters, int bufferSize, long eventTime) {
        return zeros(id, parameters, settings(bufferSize).build(), eventTime);
    }

    /** Default settings to go on with. */
    static AggregationSettings.Builder settings(int bufferSize) {
        return AggregationSettings.newBuilder(AggregationJson.defaults()).setBufferSize(bufferSize);
    }

    static ModelDefinition zeros(
            String id, int parameters, AggregationSettings settings, long eventTime) {
        return ModelDefinition.of(
                id,
                eventTime,
                List.of(new Tensor("w", List.of(parameters))),
                List.of(new Plan(PLAN, List.of(new TensorRange("w", 0, parameters)))),
                settings,
                new float[parameters],
                Optional.empty());
    }

    /** An update of normally distributed numbers that follow from device and sequence. */
    public static LocalUpdate update(
            String modelId, String deviceId, long sequence, long baseVersion, int parameters) {
        Random random = new Random(31L * deviceId.hashCode() + sequence);
        float[] delta = new float[parameters];
        for (int i = 0; i < parameters; i++) {
            delta[i] = (float) random.nextGaussian() * 0.1f;
        }
        return new LocalUpdate(modelId, deviceId, sequence, baseVersion, PLAN, 10, delta);
    }

    /** The record of an update that fits into one. */
    public static ProducerRecord<byte[], byte[]> record(
            String topic, LocalUpdate update, long timeMs) {
        return new ProducerRecord<>(
                topic,
                null,
                timeMs,
                update.deviceId().getBytes(UTF_8),
                RecordCodec.encode(UpdateChunks.defaults().of(update).get(0)));
    }

    /** Digest of each lineage record in hexadecimal, as model/version=digest. */
    public static List<String> digests(List<VersionLineage> lineage) {
        return lineage.stream()
                .map(
                        version ->
                                version.getModelId()
                                        + "/"
                                        + version.getVersion()
                                        + "="
                                        + hex(version.getDigest()))
                .toList();
    }

    /** The same, recomputed from the shards of a model of zeros; ascending by version. */
    public static List<String> digests(ModelDefinition model, List<ModelShard> shards) {
        float[] parameters = new float[model.parameters().length];
        Map<Long, String> digests = new TreeMap<>();
        String id = model.head().getModelId();
        for (ModelShard shard : shards) {
            if (shard.getModelId().equals(id)) {
                var values = shard.getValues().duplicate().order(ByteOrder.LITTLE_ENDIAN);
                for (IndexRange range : shard.getRanges()) {
                    for (int i = range.getFrom(); i < range.getTo(); i++) {
                        parameters[i] = values.getFloat();
                    }
                }
                digests.put(
                        shard.getVersion(),
                        id
                                + "/"
                                + shard.getVersion()
                                + "="
                                + ModelDigest.hex(ModelDigest.of(parameters)));
            }
        }
        return List.copyOf(digests.values());
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return ModelDigest.hex(copy);
    }
}
