package io.ftte.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.fixtures.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulator and the job are the same rule: what one records, the other replays to its bits. */
class SimulateReplayITCase {
    private static final Path DIGITS = Path.of("..", "benchmarks", "experiments", "digits.yaml");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path directory;

    private static final Path SETS =
            Path.of("src", "test", "resources", "experiments", "sets.yaml");
    private static final Path PRIVATE =
            Path.of("src", "test", "resources", "experiments", "private.yaml");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FTTE",
                "FTTE, INT8",
                "FTTE of before (RMSProp)",
                "FedAvg, m = 16, over-selection"
            })
    void replay_ofASimulationsRecording_givesItsDigests(String method) throws IOException {
        assertReplays(DIGITS, method, 30);
    }

    /** Plans that take turns, tiers of them, and devices with tensors of their own. */
    @ParameterizedTest
    @ValueSource(strings = {"set", "tiers", "personal"})
    void replay_ofSeveralPlansAtOnce_givesItsDigests(String method) throws IOException {
        assertReplays(SETS, method, 45);
        assertThat(Files.readString(directory.resolve("replayed/rejected.jsonl"))).isEmpty();
    }

    /** Updates that slices keep until the buffer is full. */
    @Test
    void replay_ofARobustModel_givesItsDigests() throws IOException {
        assertReplays(SETS, "robust", 35);
    }

    /** Noise by the key that lies beside the recording; some devices spend their budget. */
    @ParameterizedTest
    @ValueSource(strings = {"whole", "set"})
    void replay_ofAPrivateModel_givesItsDigests(String method) throws IOException {
        assertReplays(
                PRIVATE,
                method,
                30,
                "--privacy-key-file",
                directory.resolve("run.privacy-key").toString());
        assertThat(Files.readString(directory.resolve("replayed/rejected.jsonl")))
                .contains("PRIVACY_BUDGET");
    }

    private void assertReplays(Path experiment, String method, int versions, String... options)
            throws IOException {
        Path recording = directory.resolve("run.avro");
        CommandLineRun simulated =
                CommandLineRun.of(
                        "simulate",
                        "--experiment",
                        experiment.toString(),
                        "--method",
                        method,
                        "--seed",
                        "1",
                        "--out",
                        directory.resolve("simulated").toString(),
                        "--record",
                        recording.toString());
        assertThat(simulated.err()).isEmpty();

        List<String> replay =
                new ArrayList<>(
                        List.of(
                                "replay",
                                "--model",
                                directory.resolve("run.model.json").toString(),
                                "--updates",
                                recording.toString(),
                                "--parallelism",
                                "2",
                                "--out",
                                directory.resolve("replayed").toString()));
        replay.addAll(List.of(options));
        CommandLineRun replayed = CommandLineRun.of(replay.toArray(String[]::new));
        assertThat(replayed.code()).as(replayed.err()).isZero();

        List<String> expected = digests(directory.resolve("run.versions.jsonl"));
        assertThat(expected).hasSizeGreaterThan(versions);
        assertThat(digests(directory.resolve("replayed/versions.jsonl"))).isEqualTo(expected);
    }

    private static List<String> digests(Path versions) throws IOException {
        return Files.readAllLines(versions).stream()
                .map(SimulateReplayITCase::parsed)
                .filter(line -> line.get("version").longValue() > 0)
                .map(line -> line.get("version") + " " + line.get("digest").textValue())
                .toList();
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}
