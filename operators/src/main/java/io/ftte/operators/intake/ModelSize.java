package io.ftte.operators.intake;

/**
 * That a model was registered, or is no more.
 *
 * @param parameters how many it has; 0 where it was removed
 */
public record ModelSize(String modelId, int parameters) {}
