package io.ftte.cli.compare;

import static io.ftte.fixtures.TopicRecords.contribution;
import static io.ftte.fixtures.TopicRecords.lineage;
import static io.ftte.fixtures.TopicRecords.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.RejectionReason;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LineageStatisticsTest {
    @Test
    void add_twoVersions_countsWhatMadeThem() {
        LineageStatistics statistics = new LineageStatistics();
        statistics.add(
                lineage("m", 1, 100, contribution("a", 0, 0, 1), contribution("b", 0, 2, 0.5)));
        statistics.add(
                lineage("m", 2, 200, contribution("a", 1, 0, 0.75), contribution("c", 0, 1, 0.75)));
        statistics.add(rejection(RejectionReason.TOO_STALE, "m", "d", 150));
        statistics.add(rejection(RejectionReason.MALFORMED, null, null, 160));
        statistics.add(rejection(RejectionReason.TOO_STALE, "m", "d", 170));

        assertThat(statistics.times()).containsExactly(100, 200);
        assertThat(statistics.contributions()).isEqualTo(4);
        assertThat(statistics.staleness())
                .containsExactlyInAnyOrderEntriesOf(Map.of(0L, 2L, 1L, 1L, 2L, 1L));
        assertThat(statistics.meanStaleness()).isEqualTo(0.75);
        assertThat(statistics.weights().mean()).isEqualTo(0.75);
        assertThat(statistics.devices().of("a")).isEqualTo(2);
        assertThat(statistics.devices().devices()).isEqualTo(3);
        assertThat(statistics.refusals())
                .containsOnly(
                        Map.entry(RejectionReason.TOO_STALE, 2L),
                        Map.entry(RejectionReason.MALFORMED, 1L));
        assertThat(statistics.refused()).isEqualTo(3);
    }

    @Test
    void times_ofManyVersions_areAllThere() {
        LineageStatistics statistics = new LineageStatistics();
        for (int version = 1; version <= 3000; version++) {
            statistics.add(lineage("m", version, 10L * version));
        }

        assertThat(statistics.times())
                .isEqualTo(LongStream.rangeClosed(1, 3000).map(n -> 10 * n).toArray());
    }
}
