package io.ftte.aggregation;

/**
 * What a version adds to one layer.
 *
 * @param values of each of its parameters; −0 where it stays
 * @param nonFinite means that were not finite and count as 0
 */
public record LayerStep(float[] values, long nonFinite) {}
