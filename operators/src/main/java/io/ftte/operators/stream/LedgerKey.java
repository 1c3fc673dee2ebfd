package io.ftte.operators.stream;

/** One life of a model, from a registration to its removal. */
public record LedgerKey(String modelId, int generation) {}
