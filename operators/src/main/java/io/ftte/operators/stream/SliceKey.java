package io.ftte.operators.stream;

/** A fixed range of a plan's vector: components [slice · size, (slice + 1) · size). */
public record SliceKey(String modelId, int planId, int slice) {
    @Override
    public int hashCode() {
        return KeySpread.hash(31 * modelId.hashCode() + planId, slice);
    }
}
