package io.ftte.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ftte.fixtures.SavepointFixture;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.operators.lineage.LineageRecord;
import io.ftte.schemas.VersionLineage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A savepoint of every release restores, and the job goes on as if it had never stopped. */
class UpgradeTest {
    private static final int SLOTS = 2;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(SLOTS)
                            .setConfiguration(AggregationPipeline.flinkDefaults())
                            .build());

    @TempDir Path temp;

    static List<SavepointFixture> fixtures() {
        return SavepointFixture.all();
    }

    /** A class that was renamed or moved would fail the restore as well, but far from its name. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("fixtures")
    void savepoint_classesOfItsState_areWhereTheyWere(SavepointFixture fixture) throws Exception {
        assertThat(fixture.classNames())
                .hasSizeGreaterThan(30)
                .allSatisfy(
                        name ->
                                assertThatCode(() -> Class.forName(name))
                                        .as("state of release %s", fixture)
                                        .doesNotThrowAnyException());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fixtures")
    void restore_savepointInMidBuffer_givesTheVersionsOfTheUndisturbedRun(SavepointFixture fixture)
            throws Exception {
        List<String> golden = Files.readAllLines(fixture.versions());
        ReplayResult undisturbed = run(fixture, 1, new Configuration());
        assertThat(SavepointFixture.text(undisturbed.lineage())).isEqualTo(golden);
        Configuration restoring = new Configuration();
        restoring.set(StateRecoveryOptions.SAVEPOINT_PATH, copied(fixture.savepoint()).toString());
        for (int parallelism : List.of(1, 2)) {
            ReplayResult restored = run(fixture, parallelism, restoring);
            for (String model : models(undisturbed.lineage())) {
                List<VersionLineage> versions = of(model, restored.lineage());
                assertThat(versions).as("%s at parallelism %d", model, parallelism).isNotEmpty();
                assertThat(of(model, undisturbed.lineage()))
                        .endsWith(versions.toArray(new VersionLineage[0]));
            }
            assertThat(of("layers", restored.lineage()))
                    .as("steps under way, parallelism %d", parallelism)
                    .isEqualTo(of("layers", undisturbed.lineage()));
            assertThat(undisturbed.shards()).containsAll(restored.shards());
            assertThat(undisturbed.rejections()).containsAll(restored.rejections());
            assertThat(contributions(restored))
                    .as("more than was admitted after the savepoint: the buffers were not empty")
                    .isGreaterThan(restored.admitted() - unpublished(undisturbed));
            assertThat(restored.lineage()).hasSizeLessThan(undisturbed.lineage().size());
        }
    }

    /** Those that the fixture has; later ones have more. */
    private static Set<String> models(List<VersionLineage> lineage) {
        return lineage.stream().map(VersionLineage::getModelId).collect(Collectors.toSet());
    }

    private ReplayResult run(SavepointFixture fixture, int parallelism, Configuration extra)
            throws Exception {
        Configuration flink = AggregationPipeline.flinkDefaults();
        flink.addAll(extra);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(parallelism);
        return fixture.run(env, Files.createTempDirectory(temp, "scratch"));
    }

    /** Where it was not written: a savepoint must not care. */
    private Path copied(Path savepoint) throws Exception {
        Path copy = Files.createDirectory(temp.resolve("elsewhere"));
        Files.copy(savepoint.resolve("_metadata"), copy.resolve("_metadata"));
        return copy;
    }

    /** Without the places of updates, which the first release did not keep. */
    private static List<VersionLineage> of(String model, List<VersionLineage> lineage) {
        return lineage.stream()
                .filter(version -> version.getModelId().equals(model))
                .map(LineageRecord::withoutPlaces)
                .toList();
    }

    private static long contributions(ReplayResult result) throws IOException {
        return result.lineage().stream()
                .mapToLong(version -> version.getContributions().size())
                .sum();
    }

    /** What is left in the open buffers at the end. */
    private static long unpublished(ReplayResult result) throws IOException {
        return result.admitted() - contributions(result);
    }
}
