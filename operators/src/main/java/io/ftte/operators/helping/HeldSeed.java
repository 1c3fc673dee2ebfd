package io.ftte.operators.helping;

/**
 * A share that the helper keeps.
 *
 * @param seed 16 bytes
 */
public record HeldSeed(long sequence, long seedId, long baseVersion, int length, byte[] seed) {}
