package io.ftte.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.Ending;
import io.ftte.fixtures.Gate;
import io.ftte.fixtures.PacedRecording;
import io.ftte.fixtures.SavepointFixture;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.operators.data.StepLayer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Snapshots of state in RocksDB, restored at another parallelism there and on the heap. */
class RocksDbTest {
    private static final String ROCKSDB = "rocksdb";
    private static final int SLOTS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(SLOTS)
                            .setConfiguration(AggregationPipeline.flinkDefaults())
                            .build());

    @TempDir Path temp;

    private SavepointFixture fixture;

    @BeforeEach
    void newest() {
        List<SavepointFixture> fixtures = SavepointFixture.all();
        fixture = fixtures.get(fixtures.size() - 1);
    }

    @ParameterizedTest(name = "{0} savepoint at {1}, {2} at {3}")
    @CsvSource({"NATIVE, 1, rocksdb, 2", "CANONICAL, 2, rocksdb, 1", "CANONICAL, 1, hashmap, 2"})
    void restore_savepointInMidBuffer_givesTheVersionsOfTheUndisturbedRun(
            SavepointFormatType format, int parallelism, String backend, int restoredParallelism)
            throws Exception {
        assertGoesOn(savepoint(format, parallelism), backend, restoredParallelism);
    }

    /** The fixture's, canonical. */
    @Test
    void restore_savepointOfTheHeapInRocksDb_givesTheVersionsOfTheUndisturbedRun()
            throws Exception {
        assertGoesOn(fixture.savepoint().toUri().toString(), ROCKSDB, 2);
    }

    private void assertGoesOn(String savepoint, String backend, int parallelism) throws Exception {
        List<String> golden = Files.readAllLines(fixture.versions());
        Configuration restoring = flink(backend);
        restoring.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);

        ReplayResult restored = fixture.run(environment(restoring, parallelism), scratch());

        assertThat(SavepointFixture.text(restored.lineage())).hasSizeLessThan(golden.size());
        for (String model : List.of("two-plans", "chosen", "layers")) {
            assertThat(of(model, golden))
                    .as(model)
                    .endsWith(
                            of(model, SavepointFixture.text(restored.lineage()))
                                    .toArray(new String[0]));
            assertThat(of(model, SavepointFixture.text(restored.lineage()))).isNotEmpty();
        }
    }

    /** Of a run in RocksDB, when some versions are there and half of the updates is not. */
    private String savepoint(SavepointFormatType format, int parallelism) throws Exception {
        Map<String, Gate> pauses =
                Map.of(
                        "control", Gate.of("rocksdb-control", size("control") - 1),
                        "devices", Gate.of("rocksdb-devices", size("devices") - 1),
                        "updates", Gate.of("rocksdb-updates", size("updates") / 2));
        Path scratch = scratch();
        StreamExecutionEnvironment env = environment(flink(ROCKSDB), parallelism);
        fixture.define(env, pauses::get, new StepLayer(), scratch);
        JobClient job = env.executeAsync("ftte-rocksdb");
        try {
            Awaitility.await("the middle")
                    .atMost(PATIENCE)
                    .failFast("the job ended", () -> job.getJobStatus().get().isTerminalState())
                    .until(
                            () ->
                                    pauses.values().stream().allMatch(Gate::isReached)
                                            && lineage(scratch).length > 0);
            return job.triggerSavepoint(temp.resolve("savepoint").toUri().toString(), format).get();
        } finally {
            Ending.of(job);
        }
    }

    private long size(String topic) throws Exception {
        return PacedRecording.read(fixture.recording(topic)).size();
    }

    private static File[] lineage(Path scratch) {
        return scratch.resolve("lineage").toFile().listFiles();
    }

    private static Configuration flink(String backend) {
        return AggregationPipeline.flinkDefaults()
                .set(StateBackendOptions.STATE_BACKEND, backend)
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200))
                // Whoever waits sees a failure at once.
                .set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    }

    private static StreamExecutionEnvironment environment(Configuration flink, int parallelism) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(parallelism);
        return env;
    }

    private Path scratch() throws Exception {
        return Files.createTempDirectory(temp, "scratch");
    }

    private static List<String> of(String model, List<String> versions) {
        return versions.stream().filter(line -> line.startsWith(model + "/")).toList();
    }
}
