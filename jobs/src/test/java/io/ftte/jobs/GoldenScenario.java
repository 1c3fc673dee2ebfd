package io.ftte.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A golden scenario: registrations, updates in arrival order, and what must come of them. */
record GoldenScenario(Path directory) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<GoldenScenario> all() {
        try (Stream<Path> directories = Files.list(root())) {
            return directories.sorted().map(GoldenScenario::new).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static GoldenScenario named(String name) {
        return new GoldenScenario(root().resolve(name));
    }

    private static Path root() {
        try {
            return Path.of(GoldenScenario.class.getResource("/golden").toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    List<Path> models() throws IOException {
        List<Path> models = new ArrayList<>();
        for (JsonNode name : scenario().get("models")) {
            models.add(directory.resolve(name.asText()));
        }
        return models;
    }

    long outOfOrdernessMs() throws IOException {
        return scenario().get("outOfOrdernessMs").asLong();
    }

    private JsonNode scenario() throws IOException {
        return JSON.readTree(directory.resolve("scenario.json").toFile());
    }

    Path updates() {
        return directory.resolve("updates.jsonl");
    }

    /**
     * Compares the files of a replay: numbers within 1e-5 relative or 1e-6 absolute, all else
     * exactly; the order of refusals does not count.
     */
    void assertMatches(Path replayed) throws IOException {
        assertLines("versions.jsonl", replayed);
        assertLines("lineage.jsonl", replayed);
        assertThat(
                        Files.readAllLines(replayed.resolve("rejected.jsonl")).stream()
                                .map(GoldenScenario::parse))
                .as("rejected.jsonl of " + this)
                .containsExactlyInAnyOrderElementsOf(
                        lines("rejected.jsonl").stream().map(GoldenScenario::parse).toList());
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(directory.resolve("expected").resolve(file));
    }

    private void assertLines(String file, Path replayed) throws IOException {
        List<String> expected = lines(file);
        List<String> actual = Files.readAllLines(replayed.resolve(file));
        assertThat(actual).as("lines of %s of %s", file, this).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertClose(file + ":" + (i + 1), parse(expected.get(i)), parse(actual.get(i)));
        }
    }

    private static void assertClose(String where, JsonNode expected, JsonNode actual) {
        if (expected.isFloatingPointNumber()) {
            double e = expected.asDouble();
            double a = actual.asDouble(Double.NaN);
            assertThat(Math.abs(a - e))
                    .as("%s: %s for %s", where, a, e)
                    .isLessThanOrEqualTo(Math.max(1e-6, 1e-5 * Math.abs(e)));
        } else if (expected.isContainerNode()) {
            assertThat(actual.size()).as(where).isEqualTo(expected.size());
            if (expected.isArray()) {
                for (int i = 0; i < expected.size(); i++) {
                    assertClose(where + "[" + i + "]", expected.get(i), actual.get(i));
                }
            } else {
                expected.fieldNames()
                        .forEachRemaining(
                                name -> {
                                    assertThat(actual.has(name)).as(where + "." + name).isTrue();
                                    assertClose(
                                            where + "." + name,
                                            expected.get(name),
                                            actual.get(name));
                                });
            }
        } else {
            assertThat(actual).as(where).isEqualTo(expected);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Override
    public String toString() {
        return directory.getFileName().toString();
    }
}
