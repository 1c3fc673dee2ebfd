package io.ftte.operators.stream;

/**
 * All that a step of one layer is computed from.
 *
 * @param parts as many as the command asks for, in any order
 */
public record LayerTask(LayerCommand command, LayerPart[] parts) {}
