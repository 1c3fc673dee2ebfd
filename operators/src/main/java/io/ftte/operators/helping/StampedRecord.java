package io.ftte.operators.helping;

/**
 * A record for a topic, with the time it is to have there.
 *
 * @param time ms since the epoch
 */
public record StampedRecord(long time, byte[] key, byte[] value) {}
