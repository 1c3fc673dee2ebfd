package io.ftte.jobs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.privacy.DeviceNameKey;
import io.ftte.control.LayoutSizes;
import io.ftte.fixtures.PrivateRun;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.operators.runtime.DeviceNameKeySource;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.VersionLineage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key changes how devices are named in the lineage, and nothing else that is published. */
class LineageNamesTest {
    private static final String NAME_KEY = "71ab".repeat(16);
    private static final LayoutSizes SIZES = new LayoutSizes(1024, 1024);

    /** How all ids of the devices begin. */
    private static final String IDS = "device-";

    @TempDir Path temp;

    private PrivateRun run;
    private ReplayResult plain;

    @BeforeEach
    void runWithoutAKey() throws Exception {
        run = PrivateRun.record(temp);
        plain = replayed(1, Optional.empty());
    }

    private ReplayResult replayed(int parallelism, Optional<String> key) throws Exception {
        return run.run(
                StreamExecutionEnvironment.createLocalEnvironment(
                        parallelism, AggregationPipeline.flinkDefaults()),
                SIZES,
                PrivateRun.key(temp, "0f1e2d3c".repeat(8)),
                DeviceNameKeySource.of(key),
                Files.createTempDirectory(temp, "scratch"));
    }

    private ReplayResult named(int parallelism) throws Exception {
        Path file = Files.writeString(temp.resolve("names"), NAME_KEY + "\n");
        return replayed(parallelism, Optional.of(file.toString()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void lineage_withAKey_hasTheSameModelAndNoDevicesId(int parallelism) throws Exception {
        ReplayResult named = named(parallelism);

        assertThat(lineageBytes(plain).contains(IDS)).as("an id is found").isTrue();
        assertThat(lineageBytes(named).contains(IDS)).as("an id is in the lineage").isFalse();
        assertThat(shards(named)).hasSizeGreaterThan(40).isEqualTo(shards(plain));
        assertThat(named.lineage().stream().map(LineageNamesTest::anonymous))
                .containsExactlyElementsOf(
                        plain.lineage().stream().map(LineageNamesTest::anonymous).toList());
        assertThat(names(named)).isEqualTo(hashed(plain));
        assertThat(named.rejections()).isEqualTo(plain.rejections());
    }

    @Test
    void lineage_withAKey_isTheSameHoweverTheJobIsCut() throws Exception {
        assertThat(named(2).lineage()).isEqualTo(named(1).lineage());
    }

    /** As the job wrote it. */
    private static String lineageBytes(ReplayResult result) throws IOException {
        StringBuilder bytes = new StringBuilder();
        try (Stream<Path> files = Files.walk(result.scratch().resolve("lineage"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes.append(Files.readString(file, ISO_8859_1));
            }
        }
        return bytes.toString();
    }

    private static List<ByteBuffer> shards(ReplayResult result) throws IOException {
        List<ByteBuffer> shards = new ArrayList<>();
        result.eachShard((record, shard) -> shards.add(ByteBuffer.wrap(record)));
        shards.sort(Comparator.naturalOrder());
        return shards;
    }

    /** All but names and the chain over them. */
    private static VersionLineage anonymous(VersionLineage version) {
        return VersionLineage.newBuilder(version)
                .setChain(ByteBuffer.allocate(0))
                .setContributions(
                        version.getContributions().stream()
                                .map(part -> Contribution.newBuilder(part).setDeviceId("").build())
                                .toList())
                .build();
    }

    private static List<String> names(ReplayResult result) throws IOException {
        return result.lineage().stream()
                .flatMap(version -> version.getContributions().stream())
                .map(Contribution::getDeviceId)
                .toList();
    }

    private static List<String> hashed(ReplayResult result) throws IOException {
        DeviceNameKey key = DeviceNameKey.parse(NAME_KEY);
        return result.lineage().stream()
                .flatMap(
                        version ->
                                version.getContributions().stream()
                                        .map(
                                                part ->
                                                        key.name(
                                                                version.getModelId(),
                                                                part.getDeviceId())))
                .toList();
    }
}
