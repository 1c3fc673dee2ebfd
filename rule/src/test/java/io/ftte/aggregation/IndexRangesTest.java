package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Against sets of indices, on random ranges. */
class IndexRangesTest {
    private static final int PARAMETERS = 200;

    @RepeatedTest(200)
    void union_randomRanges_isTheUnionOfTheirIndices(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        BitSet indices = new BitSet();
        List<IndexRanges> parts = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            int from = random.nextInt(PARAMETERS);
            int to = from + 1 + random.nextInt(PARAMETERS - from);
            indices.set(from, to);
            parts.add(new IndexRanges(new int[] {from}, new int[] {to}));
        }
        assertIsExactly(IndexRanges.union(parts), indices);
    }

    @RepeatedTest(200)
    void within_randomBounds_isTheIntersection(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        BitSet indices = indices(random);
        int lower = random.nextInt(PARAMETERS);
        int upper = lower + random.nextInt(PARAMETERS - lower + 1);
        BitSet expected = indices.get(0, PARAMETERS);
        expected.clear(0, lower);
        expected.clear(upper, PARAMETERS + 1);
        assertIsExactly(ranges(indices).within(lower, upper), expected);
    }

    @RepeatedTest(200)
    void segments_randomPartOfTheVector_coverItInOrderCutAtShards(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        BitSet indices = indices(random);
        int[] vector = indices.stream().toArray();
        int from = random.nextInt(vector.length + 1);
        int to = from + random.nextInt(vector.length - from + 1);
        int shardSize = 1 + random.nextInt(40);
        int next = from;
        IndexRanges ranges = ranges(indices);
        for (IndexRanges.Segment segment : ranges.segments(ranges.starts(), from, to, shardSize)) {
            assertThat(segment.vectorFrom()).isEqualTo(next);
            assertThat(segment.count()).isPositive();
            int last = segment.parameterFrom() + segment.count() - 1;
            assertThat(last / shardSize).isEqualTo(segment.parameterFrom() / shardSize);
            for (int i = 0; i < segment.count(); i++) {
                assertThat(segment.parameterFrom() + i).isEqualTo(vector[next++]);
            }
        }
        assertThat(next).isEqualTo(to);
    }

    @Test
    void segments_rangeAcrossAShardEnd_areCutThere() {
        IndexRanges ranges = new IndexRanges(new int[] {2, 9}, new int[] {5, 13});
        assertThat(ranges.segments(ranges.starts(), 1, 6, 10))
                .containsExactly(
                        new IndexRanges.Segment(1, 3, 2),
                        new IndexRanges.Segment(3, 9, 1),
                        new IndexRanges.Segment(4, 10, 2));
    }

    private static void assertIsExactly(IndexRanges actual, BitSet expected) {
        int[] indices =
                IntStream.range(0, actual.from().length)
                        .flatMap(i -> IntStream.range(actual.from()[i], actual.to()[i]))
                        .toArray();
        assertThat(indices).containsExactly(expected.stream().toArray());
        assertThat(actual.length()).isEqualTo(expected.cardinality());
        for (int i = 1; i < actual.from().length; i++) {
            assertThat(actual.from()[i]).as("merged").isGreaterThan(actual.to()[i - 1]);
        }
    }

    private static BitSet indices(Random random) {
        BitSet indices = new BitSet();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            int from = random.nextInt(PARAMETERS);
            indices.set(from, from + 1 + random.nextInt(PARAMETERS - from));
        }
        return indices;
    }

    private static IndexRanges ranges(BitSet indices) {
        return IndexRanges.union(
                indices.stream()
                        .mapToObj(i -> new IndexRanges(new int[] {i}, new int[] {i + 1}))
                        .toList());
    }
}
