package io.ftte.cli.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.devices.simulation.RunResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Finished runs on disk, a file each, so that an experiment that was killed goes on where it was. A
 * run whose settings have changed is done anew.
 */
final class RunStore {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int NAME = 16;

    private final Path directory;

    RunStore(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory.resolve("runs"));
    }

    /** The result of a run, if it was finished before; a file that cannot be read counts as not. */
    Optional<RunResult> find(Cell cell, MethodSpec method, long seed) {
        String fingerprint = fingerprint(cell, method, seed);
        try {
            JsonNode stored = MAPPER.readTree(Files.readAllBytes(file(fingerprint)));
            return stored.path("fingerprint").asText().equals(fingerprint)
                    ? Optional.of(MAPPER.treeToValue(stored.get("result"), RunResult.class))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void save(Cell cell, MethodSpec method, long seed, RunResult result) throws IOException {
        String fingerprint = fingerprint(cell, method, seed);
        ObjectNode stored = MAPPER.createObjectNode();
        stored.put("fingerprint", fingerprint);
        stored.put("cell", cell.name()).put("method", method.name()).put("seed", seed);
        stored.set("result", MAPPER.valueToTree(result));
        write(file(fingerprint), MAPPER.writeValueAsString(stored));
    }

    private Path file(String fingerprint) {
        return directory.resolve(fingerprint.substring(0, NAME) + ".json");
    }

    /** Everything that a result depends on but the program itself. */
    private static String fingerprint(Cell cell, MethodSpec method, long seed) {
        ObjectNode all = MAPPER.createObjectNode();
        all.set("common", cell.common());
        all.put("network", cell.setting().network().toString());
        all.set("method", method.written());
        all.put("settings", method.toString());
        all.put("seed", seed);
        try {
            byte[] canonical = MAPPER.writeValueAsBytes(all);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Replaces a file whole or not at all. */
    static void write(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.write(part, text.getBytes(StandardCharsets.UTF_8));
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException(
                    "Cannot write " + file + ": " + e.getMessage() + "; finished runs are kept", e);
        }
    }
}
