package io.ftte.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.cli.record.TopicRecords;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.VersionPrivacy;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Versions and refusals, wherever they come from. */
interface Lineages {
    /** Takes values one by one. */
    @FunctionalInterface
    interface Visitor<T> {
        void visit(T value) throws IOException;
    }

    /** Visits the versions, those of a model in order; a record that is no lineage is left out. */
    void versions(Visitor<VersionLineage> visitor) throws IOException;

    void refusals(Visitor<Rejection> visitor) throws IOException;

    /** Of topics, or what was recorded of them. */
    static Lineages of(TopicRecords records) {
        return new Lineages() {
            @Override
            public void versions(Visitor<VersionLineage> visitor) throws IOException {
                records.each(
                        records.topics().lineage(),
                        record -> {
                            var version = record.as(VersionLineage.class);
                            if (version.isPresent()) {
                                visitor.visit(version.get());
                            }
                        });
            }

            @Override
            public void refusals(Visitor<Rejection> visitor) throws IOException {
                records.each(
                        records.topics().rejected(),
                        record -> {
                            var rejection = record.as(Rejection.class);
                            if (rejection.isPresent()) {
                                visitor.visit(rejection.get());
                            }
                        });
            }
        };
    }

    /** Of the files that {@code replay} writes. */
    static Lineages ofRun(Path directory) {
        return new RunFiles(directory);
    }

    /** What those files leave out has a value that cannot be: −1, or no bytes. */
    record RunFiles(Path directory) implements Lineages {
        static final String LINEAGE = "lineage.jsonl";
        private static final ObjectMapper JSON = new ObjectMapper();
        private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

        @Override
        public void versions(Visitor<VersionLineage> visitor) throws IOException {
            try (BufferedReader lineage = Files.newBufferedReader(directory.resolve(LINEAGE));
                    BufferedReader versions =
                            Files.newBufferedReader(directory.resolve("versions.jsonl"))) {
                for (String line = lineage.readLine(); line != null; line = lineage.readLine()) {
                    String beside = versions.readLine();
                    if (beside == null) {
                        throw new IOException(
                                directory
                                        + " has more lineage than versions: it is not what a"
                                        + " replay wrote");
                    }
                    visitor.visit(version(JSON.readTree(line), JSON.readTree(beside)));
                }
            }
        }

        private static VersionLineage version(JsonNode lineage, JsonNode version) {
            List<Contribution> contributions = new ArrayList<>();
            for (JsonNode c : lineage.get("contributions")) {
                contributions.add(
                        new Contribution(
                                c.get("deviceId").asText(),
                                c.get("sequence").asLong(),
                                -1,
                                c.get("staleness").asLong(),
                                c.get("ageFactor").asDouble(),
                                c.get("varianceFactor").asDouble(),
                                c.get("weight").asDouble(),
                                c.get("late").asBoolean(),
                                -1,
                                -1L));
            }
            return VersionLineage.newBuilder()
                    .setModelId(lineage.get("modelId").asText())
                    .setGeneration(0)
                    .setVersion(lineage.get("version").asLong())
                    .setEventTime(version.get("eventTime").asLong())
                    .setDigest(
                            ByteBuffer.wrap(
                                    HexFormat.of().parseHex(version.get("digest").asText())))
                    .setChain(NOTHING)
                    .setSettingsHash(NOTHING)
                    .setNonFiniteSteps(0)
                    .setClockDependent(false)
                    .setContributions(contributions)
                    .setPrivacy(privacy(lineage))
                    .build();
        }

        /** Null where the model is not private. */
        private static VersionPrivacy privacy(JsonNode lineage) {
            JsonNode privacy = lineage.get("privacy");
            return privacy == null
                    ? null
                    : new VersionPrivacy(
                            privacy.get("noise").asDouble(),
                            privacy.get("delta").asDouble(),
                            privacy.get("epsilonLargest").asDouble(),
                            privacy.get("epsilonMedian").asDouble(),
                            privacy.get("devices").asLong(),
                            privacy.get("keyId").asText());
        }

        @Override
        public void refusals(Visitor<Rejection> visitor) throws IOException {
            try (BufferedReader lines =
                    Files.newBufferedReader(directory.resolve("rejected.jsonl"))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    JsonNode refusal = JSON.readTree(line);
                    visitor.visit(
                            Rejection.newBuilder()
                                    .setReason(
                                            RejectionReason.valueOf(refusal.get("reason").asText()))
                                    .setDetail("")
                                    .setModelId(refusal.get("modelId").textValue())
                                    .setDeviceId(refusal.get("deviceId").textValue())
                                    .setSequence(
                                            refusal.get("sequence").isNull()
                                                    ? null
                                                    : refusal.get("sequence").asLong())
                                    .setTopic("")
                                    .setPartition(-1)
                                    .setOffset(-1)
                                    .setOriginalLength(0)
                                    .setOriginal(NOTHING)
                                    .build());
                }
            }
        }
    }
}
