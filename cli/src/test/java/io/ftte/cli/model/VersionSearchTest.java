package io.ftte.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.devices.client.ModelVersion;
import io.ftte.fixtures.ModelShards;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class VersionSearchTest {
    private static final ModelShards M = new ModelShards("m", 0);

    @Test
    void found_anyOrder_isTheWantedVersion() {
        List<ModelShard> shards = new ArrayList<>();
        shards.addAll(M.snapshot(0, 0, 0, 0, 0, 0, 0));
        shards.addAll(M.version(ShardKind.MODEL, 1, 0, 1, 1, 1, 1, 1, 1));
        shards.addAll(M.snapshot(2, 2, 2, 2, 2, 2, 2));
        shards.addAll(M.version(ShardKind.MODEL, 2, 2, 2, 2, 2, 2, 2, 2));
        shards.addAll(M.version(ShardKind.MODEL, 3, 2, 3, 3, 3, 3, 3, 3));
        shards.addAll(new ModelShards("other", 4).snapshot(0, 9, 9, 9, 9, 9, 9));
        Random random = new Random(3);
        for (int i = 0; i < 50; i++) {
            Collections.shuffle(shards, random);
            assertThat(values(search(ShardKind.MODEL, OptionalLong.of(0), shards)))
                    .containsExactly(0, 0, 0, 0, 0, 0);
            assertThat(values(search(ShardKind.MODEL, OptionalLong.of(1), shards)))
                    .containsExactly(0, 0, 1, 1, 1, 0);
            assertThat(values(search(ShardKind.MODEL, OptionalLong.of(2), shards)))
                    .containsExactly(2, 2, 2, 2, 2, 2);
            VersionSearch latest = search(ShardKind.MODEL, OptionalLong.empty(), shards);
            assertThat(values(latest)).containsExactly(2, 2, 3, 3, 3, 2);
            assertThat(latest.available()).containsExactly(0L, 1L, 2L, 3L);
        }
    }

    @Test
    void found_average_takesNoRawParameters() {
        List<ModelShard> shards = new ArrayList<>(M.snapshot(0, 0, 0, 0, 0, 0, 0));
        shards.addAll(M.version(ShardKind.AVERAGE, 1, 0, 5, 5, 5, 5, 5, 5));
        shards.addAll(M.version(ShardKind.MODEL, 2, 0, 1, 1, 1, 1, 1, 1));

        VersionSearch search = search(ShardKind.AVERAGE, OptionalLong.empty(), shards);

        assertThat(values(search)).containsExactly(0, 0, 5, 5, 5, 0);
        assertThat(search.available()).containsExactly(0L, 1L);
    }

    @Test
    void found_partsRemovedByCompaction_isEmptyAndOthersAreNamed() {
        List<ModelShard> shards = new ArrayList<>(M.snapshot(2, 2, 2, 2, 2, 2, 2));
        shards.addAll(M.version(ShardKind.MODEL, 1, 0, 1, 1, 1, 1, 1, 1));
        shards.addAll(M.version(ShardKind.MODEL, 3, 2, 3, 3, 3, 3, 3, 3).subList(1, 2));
        shards.addAll(M.version(ShardKind.MODEL, 4, 2, 4, 4, 4, 4, 4, 4));

        for (long gone : new long[] {0, 1, 3, 5}) {
            VersionSearch search = search(ShardKind.MODEL, OptionalLong.of(gone), shards);
            assertThat(search.found()).isEmpty();
            assertThat(search.available()).containsExactly(2L, 4L);
        }
        assertThat(values(search(ShardKind.MODEL, OptionalLong.of(2), shards)))
                .containsExactly(2, 2, 2, 2, 2, 2);
    }

    @Test
    void found_registeredAnew_onlyLastGenerationCounts() {
        List<ModelShard> shards = new ArrayList<>(M.snapshot(0, 1, 1, 1, 1, 1, 1));
        shards.addAll(M.version(ShardKind.MODEL, 1, 0, 1, 1, 1, 1, 1, 1));
        shards.addAll(new ModelShards("m", 1).snapshot(0, 7, 7, 7, 7, 7, 7));
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(shards, random);
            VersionSearch search = search(ShardKind.MODEL, OptionalLong.of(1), shards);
            assertThat(search.found()).isEmpty();
            assertThat(search.available()).containsExactly(0L);
            assertThat(values(search(ShardKind.MODEL, OptionalLong.empty(), shards)))
                    .containsExactly(7, 7, 7, 7, 7, 7);
        }
    }

    @Test
    void found_newGenerationIncomplete_isNotTheOldOne() {
        List<ModelShard> shards = new ArrayList<>(M.snapshot(0, 1, 1, 1, 1, 1, 1));
        shards.addAll(new ModelShards("m", 1).snapshot(0, 7, 7, 7, 7, 7, 7).subList(0, 1));

        VersionSearch search = search(ShardKind.MODEL, OptionalLong.empty(), shards);

        assertThat(search.found()).isEmpty();
        assertThat(search.available()).isEmpty();
    }

    @Test
    void text_manyRanges_showsTheNewest() {
        assertThat(VersionRanges.text(new TreeSet<>(List.of(0L, 7L, 8L, 9L)))).isEqualTo("0, 7–9");
        TreeSet<Long> even = new TreeSet<>();
        for (long version = 0; version < 30; version += 2) {
            even.add(version);
        }
        assertThat(VersionRanges.text(even)).isEqualTo("…, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28");
    }

    private static VersionSearch search(
            ShardKind kind, OptionalLong wanted, List<ModelShard> shards) {
        VersionSearch search = new VersionSearch("m", kind, wanted);
        shards.forEach(search::add);
        return search;
    }

    private static float[] values(VersionSearch search) {
        return search.found().map(ModelVersion::parameters).orElseThrow();
    }
}
