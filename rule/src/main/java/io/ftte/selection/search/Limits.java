package io.ftte.selection.search;

/**
 * What a candidate has to keep to.
 *
 * @param memory bytes of the training step
 * @param parameters that may train
 * @param lowest of each layer the first option that it may take
 * @param depth the least
 */
public record Limits(long memory, long parameters, int[] lowest, int depth) {

    Limits withMemory(long bytes) {
        return new Limits(bytes, parameters, lowest, depth);
    }
}
