package io.ftte.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.privacy.PrivacyKey;
import io.ftte.control.LayoutSizes;
import io.ftte.fixtures.Ending;
import io.ftte.fixtures.Gate;
import io.ftte.fixtures.LogLines;
import io.ftte.fixtures.PrivateRun;
import io.ftte.fixtures.TestModels;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.operators.runtime.PrivacyKeySource;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.VersionPrivacy;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.InstantiationUtil;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever has the key comes to the same bits, however the job is cut and wherever it stopped. */
class PrivateModelTest {
    private static final String KEY =
            "c5b1e9d2a7f04c3886d1f2e3a4b59c70c5b1e9d2a7f04c3886d1f2e3a4b59c71";
    private static final int SLOTS = 4;
    private static final InMemoryReporter REPORTER = InMemoryReporter.createWithRetainedMetrics();
    private static final LayoutSizes SMALL = new LayoutSizes(1024, 1024);
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(SLOTS)
                            .setConfiguration(
                                    REPORTER.addToConfiguration(
                                            AggregationPipeline.flinkDefaults()))
                            .build());

    @TempDir Path temp;

    private PrivateRun run;
    private PrivacyKeySource key;

    @BeforeEach
    void record() throws IOException {
        run = PrivateRun.record(temp);
        key = PrivateRun.key(temp, KEY);
    }

    @Test
    void versions_sameKey_areTheSameHoweverTheModelIsCut() throws Exception {
        List<VersionLineage> one = lineage(1, SMALL, "hashmap");

        assertThat(one).hasSizeGreaterThan(40);
        assertThat(lineage(2, new LayoutSizes(2048, 1024), "hashmap")).isEqualTo(one);
        assertThat(lineage(4, new LayoutSizes(131_072, 131_072), "hashmap")).isEqualTo(one);
        assertThat(lineage(2, SMALL, "rocksdb")).isEqualTo(one);
    }

    private List<VersionLineage> lineage(int parallelism, LayoutSizes sizes, String backend)
            throws Exception {
        return run.run(environment(flink(backend), parallelism), sizes, key, scratch()).lineage();
    }

    @Test
    void lineage_privateModel_saysWhatWasSpentAndNothingOfAnUpdatesNumbers() throws Exception {
        ReplayResult result = run.run(environment(flink("hashmap"), 1), SMALL, key, scratch());

        Map<String, VersionPrivacy> last = new HashMap<>();
        double before = 0;
        for (VersionLineage version : result.lineage()) {
            VersionPrivacy privacy = version.getPrivacy();
            assertThat(privacy.getKeyId()).isEqualTo(PrivacyKey.parse(KEY).id());
            assertThat(privacy.getNoise()).isEqualTo(1.5);
            assertThat(privacy.getEpsilonLargest())
                    .isGreaterThanOrEqualTo(version.getVersion() == 1 ? 0 : before)
                    .isLessThanOrEqualTo(60);
            before = privacy.getEpsilonLargest();
            last.put(version.getModelId(), privacy);
            assertThat(version.getContributions())
                    .allMatch(part -> part.getWeight() == part.getAgeFactor())
                    .allMatch(part -> part.getVarianceFactor() == 1);
            assertThat(version.getContributions().stream().map(part -> part.getDeviceId()))
                    .doesNotHaveDuplicates();
        }
        assertThat(gauges(result, "epsilonLargest"))
                .isEqualTo(values(last, VersionPrivacy::getEpsilonLargest));
        assertThat(gauges(result, "epsilonMedian"))
                .isEqualTo(values(last, VersionPrivacy::getEpsilonMedian));
        assertThat(result.rejections())
                .isNotEmpty()
                .allMatch(refused -> refused.getReason() == RejectionReason.IN_BUFFER);
    }

    private static Set<Object> gauges(ReplayResult result, String name) {
        return REPORTER.findMetrics(result.jobId(), name).values().stream()
                .map(metric -> ((Gauge<?>) metric).getValue())
                .collect(Collectors.toSet());
    }

    private static Set<Object> values(
            Map<String, VersionPrivacy> last, Function<VersionPrivacy, Object> field) {
        return last.values().stream().map(field).collect(Collectors.toSet());
    }

    @Test
    void versions_otherKey_areOthersOfTheSameUpdates() throws Exception {
        List<VersionLineage> one = lineage(1, SMALL, "hashmap");
        key = PrivateRun.key(temp, KEY.replace('c', 'd'));
        List<VersionLineage> other = lineage(1, SMALL, "hashmap");

        assertThat(TestModels.digests(other)).doesNotContainAnyElementsOf(TestModels.digests(one));
        assertThat(other)
                .extracting(VersionLineage::getContributions)
                .isEqualTo(one.stream().map(VersionLineage::getContributions).toList());
    }

    /** At debug the whole of Flink writes what it sees. */
    @ParameterizedTest(name = "{0} at {1}, then {2} at {3}")
    @CsvSource({"hashmap, 1, hashmap, 2", "rocksdb, 2, hashmap, 1"})
    void savepoint_inMidBuffer_goesOnToTheSameBitsAndHasNothingOfTheKey(
            String backend, int parallelism, String restoredBackend, int restoredParallelism)
            throws Exception {
        List<VersionLineage> undisturbed = lineage(1, SMALL, "hashmap");
        Path scratch = scratch();
        List<String> log = new ArrayList<>();
        Path savepoint;
        try (LogLines lines = LogLines.at("DEBUG", log)) {
            savepoint = savepoint(environment(flink(backend), parallelism), scratch);
            Configuration restoring = flink(restoredBackend);
            restoring.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
            StreamExecutionEnvironment env = environment(restoring, restoredParallelism);
            List<VersionLineage> rest = run.run(env, SMALL, key, scratch()).lineage();
            assertThat(rest).isNotEmpty().hasSizeLessThan(undisturbed.size());
            for (String model : List.of("layers", "vector")) {
                assertThat(of(model, undisturbed))
                        .endsWith(of(model, rest).toArray(new VersionLineage[0]));
            }
            assertThat(lines.count()).isGreaterThan(1_000);
        }
        assertThat(log).allSatisfy(PrivateModelTest::assertNothingOfTheKey);
        assertFilesHaveNothingOfTheKey(savepoint);
        assertFilesHaveNothingOfTheKey(scratch);
    }

    private static List<VersionLineage> of(String model, List<VersionLineage> lineage) {
        return lineage.stream().filter(version -> version.getModelId().equals(model)).toList();
    }

    private Path savepoint(StreamExecutionEnvironment env, Path scratch) throws Exception {
        Gate half = Gate.of("private-updates", PrivateRun.UPDATES / 2);
        run.define(env, half, SMALL, key, scratch);
        byte[] graph = InstantiationUtil.serializeObject(env.getStreamGraph(false).getJobGraph());
        assertNothingOfTheKey(new String(graph, StandardCharsets.ISO_8859_1));
        JobClient job = env.executeAsync("ftte-private");
        try {
            Awaitility.await("the middle")
                    .atMost(PATIENCE)
                    .failFast("the job ended", () -> job.getJobStatus().get().isTerminalState())
                    .until(() -> half.isReached() && versions(scratch) > 0);
            // While a source ends, tasks decline; the one of the registrations does by now.
            return Awaitility.await("a savepoint")
                    .atMost(PATIENCE)
                    .ignoreException(ExecutionException.class)
                    .until(() -> Path.of(URI.create(triggered(job))), Files::exists);
        } finally {
            Ending.of(job);
        }
    }

    private String triggered(JobClient job) throws Exception {
        return job.triggerSavepoint(
                        temp.resolve("savepoints").toUri().toString(),
                        SavepointFormatType.CANONICAL)
                .get();
    }

    private static int versions(Path scratch) {
        File[] files = scratch.resolve("lineage").toFile().listFiles();
        return files == null ? 0 : files.length;
    }

    private static void assertFilesHaveNothingOfTheKey(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).isNotEmpty();
            for (Path file : all) {
                assertNothingOfTheKey(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
    }

    /** Neither a quarter of its bytes nor of its digits, nor the file's Base64. */
    private static void assertNothingOfTheKey(String bytes) {
        byte[] secret = HexFormat.of().parseHex(KEY);
        String raw = new String(secret, StandardCharsets.ISO_8859_1);
        for (int from = 0; from < secret.length; from += 8) {
            assertThat(bytes.contains(raw.substring(from, from + 8))).isFalse();
            assertThat(bytes.toLowerCase().contains(KEY.substring(2 * from, 2 * from + 16)))
                    .isFalse();
        }
        assertThat(bytes.contains(Base64.getEncoder().encodeToString(secret).substring(0, 20)))
                .isFalse();
    }

    private static Configuration flink(String backend) {
        return AggregationPipeline.flinkDefaults()
                .set(StateBackendOptions.STATE_BACKEND, backend)
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200))
                .set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    }

    private static StreamExecutionEnvironment environment(Configuration flink, int parallelism) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(parallelism);
        return env;
    }

    private Path scratch() throws IOException {
        return Files.createTempDirectory(temp, "scratch");
    }
}
