package io.ftte.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.cluster.FlinkDistribution;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.LiveModel;
import io.ftte.fixtures.Runbook;
import io.ftte.fixtures.SharedKafka;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.VersionLineage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operations manual's commands for a cluster, on a real one; {@code FLINK_HOME} is where the
 * {@code lib/} of a Flink distribution is.
 */
@EnabledIfEnvironmentVariable(named = "FLINK_HOME", matches = ".+")
@ExtendWith(SharedKafka.class)
class OperationsClusterITCase {
    private static final String JAR =
            Path.of("..", "jobs", "target", "ftte-job.jar").toAbsolutePath().normalize().toString();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path temp;

    @Test
    void stopStartAndRescale_inMidBuffer_goOnWhereTheyStood() throws Exception {
        Runbook runbook = Runbook.section("Stop, start and rescale");
        try (LiveModel live = LiveModel.prepare("rescaled", temp);
                FlinkDistribution cluster =
                        new FlinkDistribution(Path.of(System.getenv("FLINK_HOME")), temp)) {
            String options = live.options.toString();
            assertThat(
                            CommandLineRun.of(
                                            "publish",
                                            "--model=" + live.model,
                                            "--config=" + options)
                                    .err())
                    .isEmpty();
            cluster.start();
            String started = cluster.flink("run", "-d", "-p", "2", JAR, "--config", options);
            live.train(25);
            live.await("two versions", () -> live.lineage(0).size() == 2);

            String stopped =
                    flink(
                            cluster,
                            runbook.arguments(
                                    0,
                                    Map.of(
                                            "file:///var/lib/ftte/savepoints",
                                            temp.resolve("savepoints").toUri().toString(),
                                            "JOB",
                                            find("JobID ([0-9a-f]{32})", started))));
            live.train(10);
            flink(
                    cluster,
                    runbook.arguments(
                            1,
                            Map.of(
                                    "SAVEPOINT",
                                    find("Path: (\\S+)", stopped),
                                    "jobs/target/ftte-job.jar",
                                    JAR,
                                    "job.yaml",
                                    options)));
            live.await("the third", () -> live.lineage(0).size() == 3);
            List<VersionLineage> versions = live.lineage(0);
            assertThat(versions).extracting(VersionLineage::getVersion).containsExactly(1L, 2L, 3L);
            assertThat(versions)
                    .flatExtracting(VersionLineage::getContributions)
                    .extracting(Contribution::getSequence)
                    .doesNotHaveDuplicates()
                    .hasSize(30);
        }
    }

    /** What {@code -D} says reaches the job, but for what it cannot do with. */
    @Test
    void run_settingsOfFlinkOnTheCommandLine_standOrAreRefused() throws Exception {
        try (LiveModel live = LiveModel.prepare("settings-of-flink", temp);
                FlinkDistribution cluster =
                        new FlinkDistribution(Path.of(System.getenv("FLINK_HOME")), temp)) {
            String options = live.options.toString();
            assertThat(
                            CommandLineRun.of(
                                            "publish",
                                            "--model=" + live.model,
                                            "--config=" + options)
                                    .err())
                    .isEmpty();
            cluster.start();
            assertThatThrownBy(
                            () ->
                                    cluster.flink(
                                            "run",
                                            "-d",
                                            "-D",
                                            "execution.checkpointing.mode=AT_LEAST_ONCE",
                                            JAR,
                                            "--config",
                                            options))
                    .hasMessageContaining(
                            "execution.checkpointing.mode: AT_LEAST_ONCE, and the job needs"
                                    + " EXACTLY_ONCE");

            String started =
                    cluster.flink(
                            "run",
                            "-d",
                            "-D",
                            "state.backend.type=rocksdb",
                            // This cluster has no memory that Flink manages.
                            "-D",
                            "state.backend.rocksdb.memory.managed=false",
                            JAR,
                            "--config",
                            options);
            live.train(25);
            live.await("two versions", () -> live.lineage(0).size() == 2);
            JsonNode checkpoints =
                    cluster.rest(
                            "/jobs/"
                                    + find("JobID ([0-9a-f]{32})", started)
                                    + "/checkpoints/config");
            assertThat(checkpoints.at("/state_backend").asText()).contains("RocksDB");
            assertThat(checkpoints.at("/interval").asLong())
                    .as("of the job's options")
                    .isEqualTo(300);
        }
    }

    private static String flink(FlinkDistribution cluster, List<String> arguments)
            throws Exception {
        return cluster.flink(arguments.toArray(String[]::new));
    }

    private static String find(String pattern, String output) {
        Matcher matcher = Pattern.compile(pattern).matcher(output);
        assertThat(matcher.find()).as("%s in %s", pattern, output).isTrue();
        return matcher.group(1);
    }
}
