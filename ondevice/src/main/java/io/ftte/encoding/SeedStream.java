package io.ftte.encoding;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The integers that a seed stands for: AES-128 in counter mode under the seed, from counter 0 on.
 * Component i of the plan's vector has bytes 4i to 4i + 3, little-endian, so any part can be made
 * for itself. Whoever does not have the seed cannot tell them from random ones.
 */
public final class SeedStream {
    /** Bytes of a seed. */
    public static final int SEED_BYTES = 16;

    private static final int BLOCK_BYTES = 16;
    private static final int COMPONENTS_A_BLOCK = BLOCK_BYTES / Integer.BYTES;

    private SeedStream() {}

    /**
     * Names a seed without telling it: the first 8 bytes of its SHA-256, big-endian.
     *
     * @return 0 for one seed in 2^64, which is not to be used
     */
    public static long id(byte[] seed) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(seed)).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Components [from, from + count) of the stream.
     *
     * @param seed of {@value #SEED_BYTES} bytes
     * @param from a multiple of 4
     * @return little-endian int32
     */
    public static byte[] numbers(byte[] seed, int from, int count) {
        if (seed.length != SEED_BYTES || from < 0 || from % COMPONENTS_A_BLOCK != 0) {
            throw new IllegalArgumentException(
                    "no stream from component " + from + " of a seed of " + seed.length + " bytes");
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            byte[] counter =
                    ByteBuffer.allocate(BLOCK_BYTES)
                            .putLong(BLOCK_BYTES - Long.BYTES, from / COMPONENTS_A_BLOCK)
                            .array();
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(seed, "AES"),
                    new IvParameterSpec(counter));
            return cipher.doFinal(new byte[Math.multiplyExact(count, Integer.BYTES)]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform has no AES in counter mode", e);
        }
    }
}
