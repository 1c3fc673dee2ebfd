package io.ftte.operators.stream;

/** A fixed range of a model's parameters: [shard · size, (shard + 1) · size). */
public record ShardKey(String modelId, int generation, int shard) {
    @Override
    public int hashCode() {
        return KeySpread.hash(31 * modelId.hashCode() + generation, shard);
    }
}
