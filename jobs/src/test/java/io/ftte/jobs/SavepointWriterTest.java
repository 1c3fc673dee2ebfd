package io.ftte.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.Ending;
import io.ftte.fixtures.Gate;
import io.ftte.fixtures.SavepointFixture;
import io.ftte.fixtures.SavepointInput;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.operators.data.StepLayer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes the savepoint fixture of a release; the module's README says how. Those of older releases
 * stay as they are.
 */
@EnabledIfSystemProperty(named = "savepoint.release", matches = ".+")
class SavepointWriterTest {
    private static final int PARALLELISM = 1;
    private static final Configuration FLINK =
            AggregationPipeline.flinkDefaults()
                    .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200))
                    // All in one file.
                    .set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1));

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(PARALLELISM)
                            .setConfiguration(FLINK)
                            .build());

    @TempDir Path temp;

    @Test
    void write() throws Exception {
        Path directory =
                Path.of("src/test/resources/savepoints", System.getProperty("savepoint.release"))
                        .toAbsolutePath();
        assertThat(directory).as("a fixture that is kept").doesNotExist();
        Files.createDirectories(directory);
        SavepointFixture fixture = new SavepointFixture(directory);
        SavepointInput input = SavepointInput.make();
        assertThat(input.underWay()).as("updates of which some chunks are missing").isNotEmpty();
        input.write(fixture);
        Files.write(
                fixture.versions(),
                SavepointFixture.text(fixture.run(environment(), scratch()).lineage()));
        writeSavepoint(fixture, input);
    }

    private void writeSavepoint(SavepointFixture fixture, SavepointInput input) throws Exception {
        Map<String, Gate> pauses =
                Map.of(
                        "control", Gate.of("control", input.control().size() - 1),
                        "devices", Gate.of("devices", input.devices().size() - 1),
                        "updates", Gate.of("updates", input.before()));
        Path scratch = scratch();
        StreamExecutionEnvironment env = environment();
        // All of the layers' steps are under way.
        StepLayer stepLayer = new StepLayer(SavepointWriterTest::heldWorker, 0);
        fixture.define(env, pauses::get, stepLayer, scratch);
        JobClient job = env.executeAsync("ftte-savepoint");
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .until(
                        () ->
                                pauses.values().stream().allMatch(Gate::isReached)
                                        && isMarked(scratch));
        String written =
                job.triggerSavepoint(
                                temp.resolve("savepoint").toUri().toString(),
                                SavepointFormatType.CANONICAL)
                        .get();
        Ending.of(job);
        Files.move(Path.of(URI.create(written)), fixture.savepoint());
    }

    /** Until it is shut down. */
    private static ExecutorService heldWorker() {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        worker.submit(
                () -> {
                    new CountDownLatch(1).await();
                    return null;
                });
        return worker;
    }

    private static boolean isMarked(Path scratch) throws Exception {
        ReplayResult soFar = new ReplayResult(new JobID(), List.of(), scratch, 0, 0, List.of());
        return soFar.rejections().stream()
                .anyMatch(rejection -> SavepointInput.UNKNOWN_MODEL.equals(rejection.getModelId()));
    }

    private static StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(FLINK);
        env.setParallelism(PARALLELISM);
        return env;
    }

    private Path scratch() throws IOException {
        return Files.createTempDirectory(temp, "scratch");
    }
}
