package io.ftte.operators.stream;

/**
 * A record for an output topic.
 *
 * @param value empty for a tombstone
 */
public record OutputRecord(byte[] key, byte[] value) {}
