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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateCommandTest {
    private static final Path DIGITS = Path.of("..", "benchmarks", "experiments", "digits.yaml");
    private static final String SMALL =
            """
            name: small
            data: digits
            network: {input: [64], layers: [{name: output, type: dense, units: 10}]}
            seeds: [1, 2]
            target: 0.7
            training: {steps: 5, batch: 20, rate: 0.1}
            evaluation: {every: 20, examples: 100}
            horizon: 100
            concurrency: 8
            fleet:
              devices: 20
              stragglers: 0.5
              partition: {kind: dirichlet, alpha: 0.3}
            methods:
              - name: FedAvg
                rounds: true
                aggregation: {bufferSize: 5}
              - name: FTTE
                encoding: INT8
                aggregation: {bufferSize: 5}
            """;

    @TempDir private Path directory;

    private CommandLineRun simulate(Path experiment, String out, String... more) {
        List<String> args = new ArrayList<>(List.of("simulate", "--experiment"));
        args.add(experiment.toString());
        args.addAll(List.of("--out", directory.resolve(out).toString()));
        args.addAll(List.of(more));
        return CommandLineRun.of(args.toArray(String[]::new));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("small.yaml"), text);
    }

    private String report(String out) throws IOException {
        return Files.readString(directory.resolve(out).resolve("report.json"));
    }

    @Test
    void simulate_theDigitsExperiment_ftteReachesTheTargetLongBeforeFedAvg() throws IOException {
        CommandLineRun run = simulate(DIGITS, "digits", "--seed", "1");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        JsonNode methods = new ObjectMapper().readTree(report("digits")).get("methods");
        assertThat(methods).hasSize(9);
        assertThat(time(methods, "FTTE")).isLessThan(0.1 * time(methods, "FedAvg, m = 16"));
        assertThat(time(methods, "FTTE")).isLessThan(0.5 * time(methods, "FedBuff, plan"));
        assertThat(directory.resolve("digits"))
                .isDirectoryContaining("glob:**/report.html")
                .isDirectoryContaining("glob:**/report.md")
                .isDirectoryContaining("glob:**/curves.csv");
    }

    private static double time(JsonNode methods, String name) {
        for (JsonNode method : methods) {
            if (method.get("name").textValue().equals(name)) {
                return method.get("timeToTarget").doubleValue();
            }
        }
        throw new AssertionError("no method " + name);
    }

    @Test
    void simulate_oneThreadOrTwo_writesTheSameReport() throws IOException {
        Path small = write(SMALL);

        assertThat(simulate(small, "one", "--threads", "1").code()).isZero();
        assertThat(simulate(small, "two", "--threads", "2").code()).isZero();

        assertThat(report("one")).isEqualTo(report("two")).contains("\"p95Staleness\"");
    }

    @Test
    void simulate_goesOnWhereItWas_givesTheSameReport() throws IOException {
        Path small = write(SMALL);
        simulate(small, "whole");

        simulate(small, "parts", "--method", "FTTE", "--seed", "2");
        Path broken = directory.resolve("parts/runs/0000000000000000.json");
        Files.writeString(broken, "{\"half a run");
        CommandLineRun rest = simulate(small, "parts");

        assertThat(rest.out()).contains("1 of 4 runs were done before");
        assertThat(report("parts")).isEqualTo(report("whole"));
    }

    @Test
    void simulate_ownTest_isInTheReportsOnlyWhereItIsAskedFor() throws IOException {
        simulate(write(SMALL.replace("horizon: 100", "ownTest: 0.2")), "own");
        simulate(write(SMALL), "none");

        JsonNode method = new ObjectMapper().readTree(report("own")).at("/methods/0");
        assertThat(method.get("ownAccuracyByDevice")).hasSize(20);
        assertThat(method.get("ownTenthPercentileAccuracy").asDouble())
                .isBetween(0.0, method.get("ownAccuracy").asDouble());
        assertThat(directory.resolve("own/report.md")).content().contains("devices' own examples");
        assertThat(directory.resolve("own/report.html")).content().contains("own examples");
        assertThat(report("none")).doesNotContain("ownAcc");
        assertThat(directory.resolve("none/report.md")).content().doesNotContain("own examples");
    }

    @Test
    void simulate_resultStoredBeforeThereWereOwnExamples_counts() throws IOException {
        Path small = write(SMALL);
        simulate(small, "out");
        try (Stream<Path> runs = Files.list(directory.resolve("out/runs"))) {
            for (Path run : runs.toList()) {
                String stored = Files.readString(run);
                assertThat(stored).contains(",\"ownAccuracy\":[]");
                Files.writeString(run, stored.replace(",\"ownAccuracy\":[]", ""));
            }
        }

        assertThat(simulate(small, "out").out()).contains("4 of 4 runs were done before");
    }

    @Test
    void simulate_changedSettings_areSimulatedAnew() throws IOException {
        simulate(write(SMALL), "out");

        CommandLineRun changed = simulate(write(SMALL.replace("rate: 0.1", "rate: 0.2")), "out");

        assertThat(changed.out()).doesNotContain("were done before");
    }

    @Test
    void simulate_horizonOfAMethod_isItsOwn() throws IOException {
        Path longer = write(SMALL.replace("encoding: INT8", "horizon: 140"));

        simulate(longer, "out");

        assertThat(Files.readString(directory.resolve("out/curves.csv")).lines())
                .anyMatch(line -> line.contains("FTTE") && line.contains(",140,"))
                .noneMatch(line -> line.contains("FedAvg") && line.contains(",140,"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
horizon: 100      | horizont: 100    | horizont is unknown; known are
target: 0.7       | target: 1.2      | target must be an accuracy above 0 and at most 1, not 1.2
bufferSize: 5}    | bufferSize: 0}   | methods[0].aggregation: bufferSize must be from 1 to 10000, it is 0
bufferSize: 5}    | bufferSize: 21}  | methods[0].aggregation.bufferSize is 21: a round of it needs more than the fleet of 20
concurrency: 8    | concurrency: 80  | methods[1].concurrency must be 1 to 20, the fleet, not 80
encoding: INT8    | encoding: INT4   | methods[1].encoding must be one of F32, F16, INT8, not INT4
kind: dirichlet   | kind: dirichlett | fleet.partition.kind must be one of dirichlet, hard, natural
stragglers: 0.5   | stragglers: 5    | fleet: stragglers must be 0 to 1, got 5.0
encoding: INT8    | horizon: 0       | methods[1].horizon must be at least 1 update, not 0
encoding: INT8    | rounds: maybe    | methods[1].rounds must be true or false, not "maybe"
alpha: 0.3        | alpha: 0         | fleet.partition: alpha must be above 0, got 0.0
seeds: [1, 2]     | seeds: []        | seeds must name at least one
data: digits      | data: mnist      | data is mnist, which is not built in: name its directory with --data
input: [64]       | input: [63]      | the network reads 63 numbers per example, digits has 64
devices: 20       | devices: 2000    | 2000 devices are too many for 1438 examples
horizon: 100      | ownTest: 1       | ownTest must be a share below 1, got 1.0
name: small       | 'name: ['        | small.yaml line
""")
    void simulate_impossibleSetting_isOneLineThatNamesThePlace(
            String right, String wrong, String message) throws IOException {
        CommandLineRun run = simulate(write(SMALL.replace(right, wrong)), "out");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errorLines()).singleElement().asString().contains("small.yaml", message);
    }

    @Test
    void simulate_missingOrBrokenData_isOneLineThatNamesIt() throws IOException {
        Path mnist = write(SMALL.replace("data: digits", "data: mnist"));
        Path data = Files.createDirectory(directory.resolve("mnist"));
        assertThat(simulate(mnist, "out", "--data", data.toString()).errorLines())
                .singleElement()
                .asString()
                .contains("holds neither train-images-idx3-ubyte (or idx4) nor");

        Files.write(data.resolve("train-images-idx3-ubyte"), new byte[] {1, 2, 3});
        assertThat(simulate(mnist, "out", "--data", data.toString()).errorLines())
                .singleElement()
                .asString()
                .contains("train-images-idx3-ubyte");

        assertThat(simulate(mnist, "out", "--data", data + "-no").errorLines())
                .singleElement()
                .asString()
                .contains("There is no data directory");
    }

    @Test
    void simulate_reportCannotBeWritten_keepsFinishedRuns() throws IOException {
        Path small = write(SMALL);
        Path obstacle = directory.resolve("out/report.json.part/in the way");
        Files.createDirectories(obstacle);

        CommandLineRun failed = simulate(small, "out");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.errorLines())
                .singleElement()
                .asString()
                .contains("Cannot write", "report.json", "finished runs are kept");

        Files.delete(obstacle);
        Files.delete(obstacle.getParent());
        assertThat(simulate(small, "out").out()).contains("4 of 4 runs were done before");
    }

    @Test
    void simulate_recordingOfManyRuns_isRefused() throws IOException {
        CommandLineRun run =
                simulate(write(SMALL), "out", "--record", directory.resolve("a.avro").toString());

        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .contains("A recording is of one run and the experiment has 4");
    }
}
