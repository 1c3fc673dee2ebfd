package io.ftte.operators.stream;

/**
 * A record of the control topic, for one model.
 *
 * @param value the encoded record; empty for the tombstone that removes the model
 */
public record ControlMessage(String modelId, int partition, long offset, byte[] value) {}
