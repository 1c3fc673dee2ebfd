package io.ftte.operators.data;

/** What a slice keeps of its open buffer. Mutable Flink POJO. */
public final class SliceState {
    /** The number that the next command must have. */
    public long received;

    /**
     * The number of the command to apply next; below {@code received} while a payload is awaited.
     */
    public long applied;

    /**
     * Σ (float) w · Δ over the slice, of a private model in whole grid steps until its noise has
     * come; empty before the first admission of a buffer.
     */
    public float[] sum = {};
}
