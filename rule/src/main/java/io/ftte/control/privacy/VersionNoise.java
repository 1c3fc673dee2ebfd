package io.ftte.control.privacy;

/**
 * What the noise of a private model's version needs beside the key.
 *
 * @param grid what a step of the sums' grid is worth
 * @param nonce what the version is made of, in 32 bytes; see {@link BufferNonce}
 * @param spent by the devices so far, those of this version included
 * @param keyId of the key that the noise comes from
 */
public record VersionNoise(float grid, byte[] nonce, PrivacySpent spent, String keyId) {}
