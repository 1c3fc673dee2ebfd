package io.ftte.operators.stream;

/**
 * The part of a slice's sum that lies in one layer.
 *
 * @param segments pairs (index in the model's parameters, count), in the order of the values
 */
public record LayerPart(
        LayerKey key, long version, int planId, int slice, int[] segments, float[] values) {}
