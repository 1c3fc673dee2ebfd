package io.ftte.devices.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ftte.devices.data.Seeds;
import io.ftte.devices.fixtures.ShardHistory;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelAssemblerTest {

    private static final int VERSIONS = 12;
    private static final int SHUFFLES = 200;

    @ParameterizedTest
    @EnumSource(names = {"MODEL", "AVERAGE"})
    void everyVersion_anyOrder_givesEachOnceAscending(ShardKind kind) {
        ShardHistory history = new ShardHistory("m", 0, VERSIONS, Seeds.generator(1, 0));
        for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
            ModelAssembler assembler = ModelAssembler.everyVersion(kind);

            List<ModelVersion> given = feed(assembler, shuffled(history.shards, shuffle));

            assertThat(given)
                    .extracting(ModelVersion::version)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(0, VERSIONS).boxed().toList());
            assertContents(given, kind == ShardKind.MODEL ? history.models : history.averages);
        }
    }

    @Test
    void newestOnly_anyOrder_givesAscendingAndEndsAtTheNewest() {
        ShardHistory history = new ShardHistory("m", 0, VERSIONS, Seeds.generator(2, 0));
        for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
            ModelAssembler assembler = ModelAssembler.newestOnly(ShardKind.MODEL);

            List<ModelVersion> given = feed(assembler, shuffled(history.shards, shuffle));

            List<Long> versions = given.stream().map(ModelVersion::version).toList();
            assertThat(versions).isSorted().doesNotHaveDuplicates().endsWith((long) VERSIONS);
            assertContents(given, history.models);
        }
    }

    @Test
    void newestOnly_onePartitionFarAhead_stillArrivesAndKeepsFew() {
        ShardHistory history = new ShardHistory("m", 0, 500, Seeds.generator(3, 0));
        List<ModelShard> byShard = new ArrayList<>(history.shards);
        byShard.sort((a, b) -> Integer.compare(a.getShard(), b.getShard()));
        NewestVersion versions = new NewestVersion(ShardKind.MODEL);
        List<ModelVersion> given = new ArrayList<>();

        for (ModelShard shard : byShard) {
            if (shard.getKind() != ShardKind.AVERAGE) {
                given.addAll(versions.add(shard));
                assertThat(versions.pending).hasSizeLessThanOrEqualTo(NewestVersion.PENDING);
                assertThat(versions.snapshots).hasSizeLessThanOrEqualTo(NewestVersion.PENDING);
            }
        }

        assertThat(given.get(given.size() - 1).version()).isEqualTo(500);
        assertContents(given, history.models);
    }

    @Test
    void newestOnly_compactedTopic_adoptsTheLastVersionFromItsSnapshot() {
        ShardHistory history = new ShardHistory("m", 0, VERSIONS, Seeds.generator(4, 0));
        List<ModelShard> compacted =
                history.shards.stream()
                        .filter(
                                s ->
                                        s.getKind() == ShardKind.SNAPSHOT
                                                ? s.getVersion() == 5
                                                : s.getVersion() == VERSIONS)
                        .toList();

        List<ModelVersion> given = feed(ModelAssembler.newestOnly(ShardKind.MODEL), compacted);

        assertThat(given).extracting(ModelVersion::version).containsExactly(5L, (long) VERSIONS);
        assertThat(given.get(1).eventTime()).isEqualTo(1_000 + VERSIONS);
        assertThat(given.get(1).planIds()).containsExactly(1);
        assertContents(given, history.models);
    }

    @Test
    void newestOnly_planJustChangedAndTopicCompacted_adoptsTheSnapshot() {
        ShardHistory history = new ShardHistory("m", 0, 5, Seeds.generator(3, 0));
        List<ModelShard> compacted =
                history.shards.stream().filter(shard -> shard.getVersion() == 5).toList();

        List<ModelVersion> given = feed(ModelAssembler.newestOnly(ShardKind.MODEL), compacted);

        assertThat(given).extracting(ModelVersion::version).containsExactly(5L);
        assertThat(given.get(0).parameters()).isEqualTo(history.models.get(5));
        assertThat(feed(ModelAssembler.newestOnly(ShardKind.AVERAGE), compacted)).isEmpty();
    }

    @Test
    void add_shardsTwice_givesNothingTwice() {
        ShardHistory history = new ShardHistory("m", 0, VERSIONS, Seeds.generator(5, 0));
        List<ModelShard> twice = new ArrayList<>(history.shards);
        twice.addAll(history.shards);

        List<ModelVersion> given =
                feed(ModelAssembler.everyVersion(ShardKind.MODEL), shuffled(twice, 0));

        assertThat(given).hasSize(VERSIONS + 1);
    }

    @Test
    void add_shardsOfVersionsGiven_areNotKept() {
        ShardHistory history = new ShardHistory("m", 0, VERSIONS, Seeds.generator(8, 0));
        EveryVersion versions = new EveryVersion();
        List<ModelShard> twice = new ArrayList<>(history.shards);
        twice.addAll(history.shards);

        twice.stream().filter(s -> s.getKind() != ShardKind.AVERAGE).forEach(versions::add);

        assertThat(versions.pending).isEmpty();
        assertThat(versions.snapshots).containsOnlyKeys(5L);
    }

    @Test
    void add_higherGeneration_replacesTheLower() {
        ShardHistory old = new ShardHistory("m", 0, VERSIONS, Seeds.generator(6, 0));
        ShardHistory anew = new ShardHistory("m", 1, 2, Seeds.generator(6, 1));
        ModelAssembler assembler = ModelAssembler.newestOnly(ShardKind.MODEL);
        feed(assembler, old.shards);

        List<ModelVersion> given = feed(assembler, anew.shards);

        assertThat(given).extracting(ModelVersion::generation).containsOnly(1);
        assertThat(given).extracting(ModelVersion::version).containsExactly(0L, 1L, 2L);
        assertThat(feed(assembler, old.shards)).isEmpty();
    }

    @Test
    void add_twoModels_keepsThemApart() {
        ShardHistory a = new ShardHistory("a", 0, 3, Seeds.generator(7, 0));
        ShardHistory b = new ShardHistory("b", 0, 4, Seeds.generator(7, 1));
        List<ModelShard> both = new ArrayList<>(a.shards);
        both.addAll(b.shards);

        List<ModelVersion> given =
                feed(ModelAssembler.everyVersion(ShardKind.MODEL), shuffled(both, 1));

        assertContents(given.stream().filter(v -> v.modelId().equals("a")).toList(), a.models);
        assertContents(given.stream().filter(v -> v.modelId().equals("b")).toList(), b.models);
        assertThat(given).hasSize(9);
    }

    @Test
    void add_valuesShorterThanRanges_isRefusedByName() {
        ModelShard broken = shard(new IndexRange(0, 8), 7);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelAssembler.newestOnly(ShardKind.MODEL).add(broken))
                .withMessageContaining("MODEL shard 0 of model m version 3");
    }

    @Test
    void add_rangeOutsideTheShard_isRefused() {
        ModelShard broken = shard(new IndexRange(4, 12), 8);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelAssembler.newestOnly(ShardKind.MODEL).add(broken))
                .withMessageContaining("ascending within the shard");
    }

    private static ModelShard shard(IndexRange range, int count) {
        return new ModelShard(
                "m",
                0,
                ShardKind.MODEL,
                3L,
                0L,
                1_003L,
                0,
                1,
                0,
                8,
                List.of(0),
                List.of(range),
                ShardHistory.bytes(new float[count], 0, count));
    }

    private static List<ModelVersion> feed(ModelAssembler assembler, List<ModelShard> shards) {
        List<ModelVersion> given = new ArrayList<>();
        shards.forEach(shard -> given.addAll(assembler.add(shard)));
        return given;
    }

    private static List<ModelShard> shuffled(List<ModelShard> shards, long seed) {
        List<ModelShard> copy = new ArrayList<>(shards);
        Collections.shuffle(copy, new Random(seed));
        return copy;
    }

    private static void assertContents(List<ModelVersion> given, List<float[]> expected) {
        for (ModelVersion version : given) {
            assertThat(version.parameters())
                    .as("version %d", version.version())
                    .isEqualTo(expected.get((int) version.version()));
        }
    }
}
