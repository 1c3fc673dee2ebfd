package io.ftte.operators.stream;

import io.ftte.aggregation.UpdateStatistics;

/**
 * One record of an update, as the control plane knows it.
 *
 * @param from index of its first component in the plan's vector
 * @param statistics of its components; their count is the chunk's length
 */
public record Chunk(int partition, long offset, int from, UpdateStatistics statistics) {

    public long joinKey() {
        return JoinKey.of(partition, offset);
    }

    /** One past the last component. */
    public int to() {
        return from + (int) statistics.count();
    }
}
