package io.ftte.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.ModelLayout;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class PlanRevisionTest {
    private static final int PARAMETERS = 100_000_000;
    private static final int SIZE = 131_072;
    private static final int RANGES = 20_000;
    private static final int APART = PARAMETERS / RANGES;

    /** 6 ms; where each shard looked at all ranges for all shards, half a minute. */
    private static final Duration LINEAR = Duration.ofSeconds(5);

    @Test
    void of_everyShardOfALargeModelCutFinely_takesTheTimeOfItsRanges() {
        IndexRanges plan =
                new IndexRanges(
                        IntStream.range(0, RANGES).map(i -> i * APART).toArray(),
                        IntStream.range(0, RANGES).map(i -> i * APART + 1).toArray());
        int published =
                Assertions.assertTimeoutPreemptively(
                        LINEAR,
                        () -> {
                            ModelLayout layout =
                                    new ModelLayout(
                                            PARAMETERS,
                                            SIZE,
                                            SIZE,
                                            new int[] {1},
                                            List.of(plan),
                                            IndexRanges.NONE);
                            return IntStream.range(0, layout.shardCount())
                                    .mapToObj(shard -> PlanRevision.of(layout, shard, 1, 0))
                                    .mapToInt(revision -> revision.from().length)
                                    .sum();
                        });
        assertThat(published).isEqualTo(RANGES);
    }
}
