package io.ftte.aggregation;

import io.ftte.schemas.IndexRange;
import java.util.ArrayList;
import java.util.Arrays;
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

    /**
     * The part of the ranges that lies in [lower, upper); ranges that touch stay apart. Every shard
     * of a model asks for its own, so it takes the time of what it finds, not that of all ranges.
     */
    public IndexRanges within(int lower, int upper) {
        int first = place(to, lower);
        int end = first;
        while (end < from.length && from[end] < upper) {
            end++;
        }
        if (lower >= upper || first == end) {
            return NONE;
        }
        int[] cutFrom = Arrays.copyOfRange(from, first, end);
        int[] cutTo = Arrays.copyOfRange(to, first, end);
        cutFrom[0] = Math.max(cutFrom[0], lower);
        cutTo[cutTo.length - 1] = Math.min(cutTo[cutTo.length - 1], upper);
        return new IndexRanges(cutFrom, cutTo);
    }

    /** The first place at which an ascending array is above a value; its length where none is. */
    private static int place(int[] ascending, int value) {
        int found = Arrays.binarySearch(ascending, value);
        return found < 0 ? -found - 1 : found + 1;
    }

    /** Where each range begins in the vector, and one more: where the vector ends. */
    public int[] starts() {
        int[] starts = new int[from.length + 1];
        for (int i = 0; i < from.length; i++) {
            starts[i + 1] = starts[i] + to[i] - from[i];
        }
        return starts;
    }

    /**
     * Where components [vectorFrom, vectorTo) of the vector lie in the parameters, cut where a
     * shard of {@code shardSize} parameters ends, in the vector's order.
     *
     * @param starts as {@link #starts} gives them, once for all parts of the vector
     */
    public List<Segment> segments(int[] starts, int vectorFrom, int vectorTo, int shardSize) {
        List<Segment> segments = new ArrayList<>();
        int at = vectorFrom;
        for (int i = place(starts, vectorFrom) - 1; i < from.length && starts[i] < vectorTo; i++) {
            int end = Math.min(starts[i + 1], vectorTo);
            while (at < end) {
                int parameter = from[i] + at - starts[i];
                int untilShardEnd = shardSize - parameter % shardSize;
                int count = Math.min(end - at, untilShardEnd);
                segments.add(new Segment(at, parameter, count));
                at += count;
            }
        }
        return segments;
    }
}
