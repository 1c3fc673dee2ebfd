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

    /**
     * The same of a model that two parties aggregate: this party's, modulo 2^32; empty before the
     * first admission of a buffer, and once the other's sum has come.
     */
    public int[] shares = {};

    /** Join key of the other party's last sum that counted; those of later ones are smaller. */
    public long combined;

    /** The number of the newest RESET; 0 before the first, which is never number 0. */
    public long resetAt;
}
