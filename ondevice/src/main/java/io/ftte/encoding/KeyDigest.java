package io.ftte.encoding;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a device signs with the key that it has, to take another one: SHA-256 over this, big-endian.
 *
 * <pre>
 * "ftte-key-1"     10 bytes of ASCII
 * deviceId         length in bytes (int32), UTF-8
 * keySince in ms   int64
 * publicKey        length in bytes (int32), X.509 SubjectPublicKeyInfo
 * </pre>
 */
public final class KeyDigest {
    private static final byte[] DOMAIN = "ftte-key-1".getBytes(UTF_8);

    private KeyDigest() {}

    /**
     * 32 bytes.
     *
     * @param keySinceMs from when on the key is the device's, ms since the epoch
     * @param publicKey the new one
     */
    public static byte[] of(String deviceId, long keySinceMs, byte[] publicKey) {
        byte[] id = deviceId.getBytes(UTF_8);
        ByteBuffer signed =
                ByteBuffer.allocate(
                        DOMAIN.length
                                + Integer.BYTES
                                + id.length
                                + Long.BYTES
                                + Integer.BYTES
                                + publicKey.length);
        signed.put(DOMAIN).putInt(id.length).put(id).putLong(keySinceMs);
        signed.putInt(publicKey.length).put(publicKey);
        try {
            return MessageDigest.getInstance("SHA-256").digest(signed.array());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
