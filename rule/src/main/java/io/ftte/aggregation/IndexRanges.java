package io.ftte.aggregation;

import io.ftte.schemas.IndexRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Ascending, disjoint ranges of parameter indices and the vector that they make when concatenated.
 *
 * @param from first index of each range
 * @param to one past the last index of each range
 */
public record IndexRanges(int[] from, int[] to) {

    /** Covers nothing. */
    public static final IndexRanges NONE = new IndexRanges(new int[0], new int[0]);

    /** A run of a vector that lies in one piece in the parameters. */
    public record Segment(int vectorFrom, int parameterFrom, int count) {}

    /** Those of a record, as they stand there. */
    public static IndexRanges of(List<IndexRange> ranges) {
        return new IndexRanges(
                ranges.stream().mapToInt(IndexRange::getFrom).toArray(),
                ranges.stream().mapToInt(IndexRange::getTo).toArray());
    }

    /** The same from a set. */
    public static IndexRanges of(BitSet indices) {
        List<IndexRange> ranges = new ArrayList<>();
        for (int from = indices.nextSetBit(0); from >= 0; ) {
            int to = indices.nextClearBit(from);
            ranges.add(new IndexRange(from, to));
            from = indices.nextSetBit(to);
        }
        return of(ranges);
    }

    /** As a record has them. */
    public List<IndexRange> list() {
        List<IndexRange> list = new ArrayList<>();
        for (int i = 0; i < from.length; i++) {
            list.add(new IndexRange(from[i], to[i]));
        }
        return list;
    }

    /** The same as a set. */
    public BitSet indices() {
        BitSet indices = new BitSet();
        for (int i = 0; i < from.length; i++) {
            indices.set(from[i], to[i]);
        }
        return indices;
    }

    /** Takes ranges in any order; they may touch or overlap and are merged. */
    public static IndexRanges union(List<IndexRanges> all) {
        List<int[]> ranges = new ArrayList<>();
        for (IndexRanges one : all) {
            for (int i = 0; i < one.from.length; i++) {
                ranges.add(new int[] {one.from[i], one.to[i]});
            }
        }
        ranges.sort(Comparator.comparingInt(range -> range[0]));
        List<int[]> merged = new ArrayList<>();
        for (int[] range : ranges) {
            int[] last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && range[0] <= last[1]) {
                last[1] = Math.max(last[1], range[1]);
            } else {
                merged.add(range);
            }
        }
        return new IndexRanges(
                merged.stream().mapToInt(range -> range[0]).toArray(),
                merged.stream().mapToInt(range -> range[1]).toArray());
    }

    /** Components of the concatenated vector. */
    public int length() {
        int length = 0;
        for (int i = 0; i < from.length; i++) {
            length += to[i] - from[i];
        }
        return length;
    }

    /** The part of the ranges that lies in [lower, upper). */
    public IndexRanges within(int lower, int upper) {
        List<IndexRanges> cut = new ArrayList<>();
        for (int i = 0; i < from.length; i++) {
            int start = Math.max(from[i], lower);
            int end = Math.min(to[i], upper);
            if (start < end) {
                cut.add(new IndexRanges(new int[] {start}, new int[] {end}));
            }
        }
        return union(cut);
    }

    /**
     * Where components [vectorFrom, vectorTo) of the vector lie in the parameters, cut where a
     * shard of {@code shardSize} parameters ends, in the vector's order.
     */
    public List<Segment> segments(int vectorFrom, int vectorTo, int shardSize) {
        List<Segment> segments = new ArrayList<>();
        int rangeStart = 0;
        for (int i = 0; i < from.length && rangeStart < vectorTo; i++) {
            int rangeEnd = rangeStart + to[i] - from[i];
            int at = Math.max(rangeStart, vectorFrom);
            int end = Math.min(rangeEnd, vectorTo);
            while (at < end) {
                int parameter = from[i] + at - rangeStart;
                int untilShardEnd = shardSize - parameter % shardSize;
                int count = Math.min(end - at, untilShardEnd);
                segments.add(new Segment(at, parameter, count));
                at += count;
            }
            rangeStart = rangeEnd;
        }
        return segments;
    }
}
