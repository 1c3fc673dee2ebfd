package io.ftte.cli.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.schemas.VersionLineage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The digests of a {@code versions.jsonl}.
 *
 * @param digests by model and version, in hexadecimal digits
 */
record VersionsFile(Path file, Map<String, NavigableMap<Long, String>> digests) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @throws IOException one line, where it is none
     */
    static VersionsFile read(Path file) throws IOException {
        Map<String, NavigableMap<Long, String>> digests = new TreeMap<>();
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                JsonNode version = JSON.readTree(line);
                if (!version.hasNonNull("modelId")
                        || !version.path("version").isIntegralNumber()
                        || !version.hasNonNull("digest")) {
                    throw new IOException(
                            "%s, line %d: no version with its digest".formatted(file, number));
                }
                if (version.get("version").longValue() > 0) {
                    digests.computeIfAbsent(version.get("modelId").asText(), m -> new TreeMap<>())
                            .put(
                                    version.get("version").longValue(),
                                    version.get("digest").asText());
                }
            }
        } catch (JsonProcessingException e) {
            throw new IOException("%s, line %d: not valid JSON".formatted(file, number), e);
        }
        return new VersionsFile(file, digests);
    }

    /**
     * Names the first version of each model that differs.
     *
     * @return how many are equal
     */
    long compare(ReplayResult result, Findings findings) throws IOException {
        Set<String> broken = new HashSet<>();
        Map<String, Long> reached = new TreeMap<>();
        long[] equal = {0};
        result.eachVersion(
                version -> {
                    String model = version.getModelId();
                    reached.put(model, version.getVersion());
                    if (broken.contains(model)) {
                        return;
                    }
                    String said =
                            digests.getOrDefault(model, new TreeMap<>()).get(version.getVersion());
                    if (hex(version).equals(said)) {
                        equal[0]++;
                        return;
                    }
                    broken.add(model);
                    findings.add(
                            said == null
                                    ? "%s is not in %s"
                                            .formatted(PublishedLineage.name(version), file)
                                    : "%s is the first that differs: its digest is %s by the updates and %s in %s"
                                            .formatted(
                                                    PublishedLineage.name(version),
                                                    hex(version),
                                                    said,
                                                    file));
                });
        digests.forEach(
                (model, versions) -> {
                    long last = reached.getOrDefault(model, 0L);
                    if (!broken.contains(model) && versions.lastKey() > last) {
                        findings.add(
                                "version %d of %s is in %s, and the updates do not give it"
                                        .formatted(versions.higherKey(last), model, file));
                    }
                });
        return equal[0];
    }

    private static String hex(VersionLineage version) {
        byte[] digest = new byte[version.getDigest().remaining()];
        version.getDigest().duplicate().get(digest);
        return HexFormat.of().formatHex(digest);
    }
}
