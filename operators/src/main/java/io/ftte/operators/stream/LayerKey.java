package io.ftte.operators.stream;

/** A layer of a model, counted from 0 in the order of the parameters. */
public record LayerKey(String modelId, int generation, int layer) {
    @Override
    public int hashCode() {
        return KeySpread.hash(31 * modelId.hashCode() + generation, layer);
    }
}
