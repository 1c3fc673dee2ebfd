package io.ftte.jobs.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ftte.encoding.ModelDigest;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes the files of a replay: one JSON object a line, in an order that does not depend on the
 * run.
 */
final class ReplayFiles {
    private static final JsonFactory JSON = new JsonFactory();

    private final ReplayResult result;
    private final Path directory;

    ReplayFiles(ReplayResult result, Path directory) {
        this.result = result;
        this.directory = directory;
    }

    /** Everything; with {@code parameters} the versions carry their numbers. */
    void write(boolean parameters, double seconds) throws IOException {
        Files.createDirectories(directory);
        writeVersions(parameters);
        writeLines("lineage.jsonl", result.lineage(), ReplayFiles::lineage);
        writeLines("rejected.jsonl", result.rejections(), ReplayFiles::rejection);
        writeSummary(seconds);
    }

    @FunctionalInterface
    private interface Line<T> {
        void write(T value, JsonGenerator json) throws IOException;
    }

    private <T> void writeLines(String name, List<T> values, Line<T> line) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(directory.resolve(name));
                JsonGenerator json = JSON.createGenerator(out)) {
            json.setRootValueSeparator(null);
            for (T value : values) {
                json.writeStartObject();
                line.write(value, json);
                json.writeEndObject();
                json.writeRaw('\n');
            }
        }
    }

    private void writeVersions(boolean parameters) throws IOException {
        Map<String, List<ModelShard>> shards = new HashMap<>();
        Map<String, Rebuilt> models = new HashMap<>();
        if (parameters) {
            for (ModelShard shard : result.shards()) {
                shards.computeIfAbsent(
                                shard.getModelId() + "/" + shard.getVersion(),
                                k -> new ArrayList<>())
                        .add(shard);
            }
            for (ModelDefinition model : result.models()) {
                models.put(model.head().getModelId(), new Rebuilt(model));
            }
        }
        writeLines(
                "versions.jsonl",
                result.lineage(),
                (lineage, json) -> {
                    version(lineage, json);
                    if (parameters) {
                        Rebuilt model = models.get(lineage.getModelId());
                        model.apply(
                                shards.remove(lineage.getModelId() + "/" + lineage.getVersion()));
                        model.write(json);
                    }
                });
    }

    private static void version(VersionLineage lineage, JsonGenerator json) throws IOException {
        json.writeStringField("modelId", lineage.getModelId());
        json.writeNumberField("version", lineage.getVersion());
        json.writeNumberField("eventTime", lineage.getEventTime());
        json.writeNumberField("contributions", lineage.getContributions().size());
        json.writeStringField("digest", hex(lineage.getDigest()));
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return ModelDigest.hex(copy);
    }

    private static void lineage(VersionLineage lineage, JsonGenerator json) throws IOException {
        json.writeStringField("modelId", lineage.getModelId());
        json.writeNumberField("version", lineage.getVersion());
        json.writeArrayFieldStart("contributions");
        for (Contribution contribution : lineage.getContributions()) {
            json.writeStartObject();
            json.writeStringField("deviceId", contribution.getDeviceId());
            json.writeNumberField("sequence", contribution.getSequence());
            json.writeNumberField("staleness", contribution.getStaleness());
            json.writeNumberField("ageFactor", contribution.getAgeFactor());
            json.writeNumberField("varianceFactor", contribution.getVarianceFactor());
            json.writeNumberField("weight", contribution.getWeight());
            json.writeBooleanField("late", contribution.getLate());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void rejection(Rejection rejection, JsonGenerator json) throws IOException {
        json.writeStringField("modelId", rejection.getModelId());
        json.writeStringField("deviceId", rejection.getDeviceId());
        if (rejection.getSequence() == null) {
            json.writeNullField("sequence");
        } else {
            json.writeNumberField("sequence", rejection.getSequence());
        }
        json.writeStringField("reason", rejection.getReason().name());
    }

    private void writeSummary(double seconds) throws IOException {
        Map<RejectionReason, Long> reasons = new TreeMap<>();
        for (Rejection rejection : result.rejections()) {
            reasons.merge(rejection.getReason(), 1L, Long::sum);
        }
        try (BufferedWriter out = Files.newBufferedWriter(directory.resolve("summary.json"));
                JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("updates", result.updates());
            json.writeNumberField("admitted", result.admitted());
            json.writeObjectFieldStart("rejected");
            for (Map.Entry<RejectionReason, Long> reason : reasons.entrySet()) {
                json.writeNumberField(reason.getKey().name(), reason.getValue());
            }
            json.writeEndObject();
            json.writeNumberField("late", result.late());
            json.writeNumberField("versions", result.lineage().size());
            json.writeNumberField("seconds", seconds);
            json.writeEndObject();
        }
    }

    /** A model as its versions go by. */
    private static final class Rebuilt {
        private final float[] parameters;
        private final Optional<float[]> averaged;

        Rebuilt(ModelDefinition model) {
            parameters = model.parameters().clone();
            averaged =
                    model.head().getAggregation().getAveragingDecay() == null
                            ? Optional.empty()
                            : Optional.of(parameters.clone());
        }

        void apply(List<ModelShard> shards) {
            for (ModelShard shard : shards) {
                apply(
                        shard,
                        shard.getKind() == ShardKind.AVERAGE ? averaged.orElseThrow() : parameters);
            }
        }

        private static void apply(ModelShard shard, float[] into) {
            ByteBuffer values = shard.getValues().duplicate().order(ByteOrder.LITTLE_ENDIAN);
            for (IndexRange range : shard.getRanges()) {
                for (int j = range.getFrom(); j < range.getTo(); j++) {
                    into[j] = values.getFloat();
                }
            }
        }

        void write(JsonGenerator json) throws IOException {
            write("parameters", parameters, json);
            if (averaged.isPresent()) {
                write("averaged", averaged.get(), json);
            }
        }

        private static void write(String name, float[] values, JsonGenerator json)
                throws IOException {
            json.writeArrayFieldStart(name);
            for (float value : values) {
                // As a double, so that every reader gets the very float32 back.
                json.writeNumber((double) value);
            }
            json.writeEndArray();
        }
    }
}
