package io.ftte.jobs.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.control.LayoutSizes;
import io.ftte.fixtures.GoldenScenario;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.graph.PipelineSettings;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.operators.data.SliceAccumulator;
import io.ftte.operators.intake.EventTime;
import io.ftte.operators.intake.GateSettings;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.RegistrationJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rule is right when every golden scenario comes out, whatever the parallelism and the cutting.
 */
class GoldenReplayTest {
    private static final InMemoryReporter REPORTER = InMemoryReporter.createWithRetainedMetrics();
    private static final LayoutSizes DEFAULT_SIZES =
            new LayoutSizes(ModelDefinition.CHUNK, ModelDefinition.CHUNK);

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(4)
                            .setConfiguration(
                                    REPORTER.addToConfiguration(
                                            AggregationPipeline.flinkDefaults()))
                            .build());

    @TempDir Path temp;

    private final Configuration flink = AggregationPipeline.flinkDefaults();
    private JobID lastJob;

    static List<GoldenScenario> scenarios() {
        return GoldenScenario.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void replay_anyParallelism_matchesTheExpectedFilesByteForByte(GoldenScenario scenario)
            throws Exception {
        Path one = replay(scenario, 1, DEFAULT_SIZES);
        scenario.assertMatches(one);
        assertSameFiles(one, replay(scenario, 2, DEFAULT_SIZES));
        assertSameFiles(one, replay(scenario, 4, DEFAULT_SIZES));
    }

    /** State that lies elsewhere is a copy: what is changed in it and not given back is lost. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void replay_stateInRocksDb_matchesTheExpectedFilesByteForByte(GoldenScenario scenario)
            throws Exception {
        flink.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        scenario.assertMatches(replay(scenario, 2, new LayoutSizes(1024, 1024)));
    }

    @ParameterizedTest(name = "slice {0}, shard {1}")
    @CsvSource({"1024, 1024", "2048, 2048", "1024, 2048", "2048, 1024", "131072, 1024"})
    void replay_shardedOverTwoWorkers_matchesAndBothAccumulate(int slice, int shard)
            throws Exception {
        GoldenScenario scenario = GoldenScenario.named("sharded");
        Path replayed = replay(scenario, 2, new LayoutSizes(slice, shard));
        scenario.assertMatches(replayed);
        if (slice < DEFAULT_SIZES.sliceSize()) {
            assertThat(accumulatingSubtasks()).isGreaterThanOrEqualTo(2);
        }
    }

    /**
     * Of the one, three layers fill a shard of 1,024 and the fourth has its own or not; of the
     * other, one layer lies in three shards and shares the last with three more.
     */
    @ParameterizedTest(name = "{0}, slice {1}, shard {2}, parallelism {3}")
    @CsvSource({
        "spectral, 1024, 1024, 1",
        "spectral, 2048, 1024, 2",
        "spectral, 1024, 2048, 2",
        "spectral, 131072, 1024, 4",
        "spectral-tensors, 1024, 1024, 1",
        "spectral-tensors, 2048, 1024, 2",
        "spectral-tensors, 1024, 2048, 4",
        "spectral-tensors, 2048, 2048, 2",
        "spectral-tensors, 131072, 1024, 4",
        "sets, 1024, 1024, 2",
        "tiers, 1024, 1024, 4"
    })
    void replay_spectralCutElsewhere_givesTheSameFiles(
            String name, int slice, int shard, int parallelism) throws Exception {
        GoldenScenario scenario = GoldenScenario.named(name);
        Path replayed = replay(scenario, parallelism, new LayoutSizes(slice, shard));
        scenario.assertMatches(replayed);
        assertSameFiles(replay(scenario, 1, DEFAULT_SIZES), replayed);
    }

    private long accumulatingSubtasks() {
        return REPORTER.findMetrics(lastJob, SliceAccumulator.ACCUMULATED).values().stream()
                .filter(metric -> count(metric) > 0)
                .count();
    }

    private static long count(Metric metric) {
        return ((Counter) metric).getCount();
    }

    private Path replay(GoldenScenario scenario, int parallelism, LayoutSizes sizes)
            throws Exception {
        Path out = Files.createTempDirectory(temp, "out");
        Path scratch = Files.createTempDirectory(temp, "scratch");
        List<ModelDefinition> models = new ArrayList<>();
        for (Path model : scenario.models()) {
            models.add(RegistrationJson.read(model));
        }
        Duration outOfOrderness = Duration.ofMillis(scenario.outOfOrdernessMs());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(parallelism);
        Recording recording = Recording.open(scenario.updates());
        ReplayResult result =
                ReplayJob.run(
                        env,
                        RecordingSource.of(
                                env,
                                "recorded-updates",
                                new RecordingSource(recording, false, ""),
                                EventTime.ofRecords(outOfOrderness)),
                        models,
                        List.of(),
                        new PipelineSettings(
                                "updates.jsonl",
                                "model.json",
                                "decisions",
                                EventTime.ofRecords(outOfOrderness),
                                sizes,
                                GateSettings.defaults(),
                                AggregationOptions.PLAN_GRACE.defaultValue()),
                        scratch);
        try (Stream<String> lines = Files.lines(scenario.updates())) {
            assertThat(result.updates())
                    .as("admitted and refused, %s", result.rejections().stream().limit(3).toList())
                    .isEqualTo(lines.count());
        }
        lastJob = result.jobId();
        new ReplayFiles(result, out).write(true, 0);
        return out;
    }

    private static void assertSameFiles(Path one, Path other) throws IOException {
        for (String file : List.of("versions.jsonl", "lineage.jsonl", "rejected.jsonl")) {
            assertThat(Files.mismatch(one.resolve(file), other.resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }
}
