package io.ftte.operators.helping;

/**
 * A share that the helper keeps.
 *
 * @param seed 16 bytes
 * @param mostNorm the largest norm that the update's integers have; 0 where the device did not say
 */
public record HeldSeed(
        long sequence, long seedId, long baseVersion, int length, byte[] seed, int mostNorm) {}
