package io.ftte.jobs.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ftte.encoding.ModelDigest;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.VersionLineage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

    /**
     * Everything; with {@code parameters} the versions carry their numbers.
     *
     * @param seconds that the replay took
     */
    ReplaySummary write(boolean parameters, double seconds) throws IOException {
        Files.createDirectories(directory);
        long versions = writeVersions(parameters);
        writeLines("lineage.jsonl", result::eachVersion, ReplayFiles::lineage);
        Map<RejectionReason, Long> reasons = new TreeMap<>();
        writeLines(
                "rejected.jsonl",
                result::eachRejection,
                (Rejection rejection, JsonGenerator json) -> {
                    reasons.merge(rejection.getReason(), 1L, Long::sum);
                    rejection(rejection, json);
                });
        ReplaySummary summary = new ReplaySummary(result, versions, reasons, seconds);
        writeSummary(summary);
        return summary;
    }

    @FunctionalInterface
    private interface Line<T> {
        void write(T value, JsonGenerator json) throws IOException;
    }

    @FunctionalInterface
    private interface Source<T> {
        void each(ReplayResult.Visitor<T> visitor) throws IOException;
    }

    private <T> void writeLines(String name, Source<T> values, Line<T> line) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(directory.resolve(name));
                JsonGenerator json = JSON.createGenerator(out)) {
            json.setRootValueSeparator(null);
            values.each(
                    value -> {
                        json.writeStartObject();
                        line.write(value, json);
                        json.writeEndObject();
                        json.writeRaw('\n');
                    });
        }
    }

    private long writeVersions(boolean parameters) throws IOException {
        long[] versions = {0};
        try (RebuiltModels models = new RebuiltModels(result)) {
            writeLines(
                    "versions.jsonl",
                    result::eachVersion,
                    (lineage, json) -> {
                        versions[0]++;
                        version(lineage, json);
                        if (parameters) {
                            numbers(models.at(lineage), json);
                        }
                    });
        }
        return versions[0];
    }

    private static void numbers(RebuiltModels.Numbers numbers, JsonGenerator json)
            throws IOException {
        numbers("parameters", numbers.parameters(), json);
        if (numbers.averaged().isPresent()) {
            numbers("averaged", numbers.averaged().get(), json);
        }
    }

    private static void numbers(String name, float[] values, JsonGenerator json)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (float value : values) {
            // As a double, so that every reader gets the very float32 back.
            json.writeNumber((double) value);
        }
        json.writeEndArray();
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
        PrivacyFields.write(lineage, json);
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

    private void writeSummary(ReplaySummary summary) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(directory.resolve("summary.json"));
                JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("updates", summary.updates());
            json.writeNumberField("admitted", result.admitted());
            json.writeObjectFieldStart("rejected");
            for (Map.Entry<RejectionReason, Long> reason : summary.rejected().entrySet()) {
                json.writeNumberField(reason.getKey().name(), reason.getValue());
            }
            json.writeEndObject();
            json.writeNumberField("late", result.late());
            json.writeNumberField("versions", summary.versions());
            json.writeNumberField("seconds", summary.seconds());
            json.writeEndObject();
        }
    }
}
