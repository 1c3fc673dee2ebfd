package io.ftte.encoding;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The digest of a model version: parameters are cut into leaves of 1,024 from the start of θ (the
 * last one shorter), each leaf is hashed with SHA-256 over its little-endian float32 bytes, and the
 * digest is SHA-256 over the leaf hashes in order.
 *
 * <p>Shards that hold whole leaves hash their own; the digest does not depend on the sharding.
 */
public final class ModelDigest {

    /** Parameters per leaf. */
    public static final int LEAF = 1024;

    private static final int HASH_BYTES = 32;

    private ModelDigest() {}

    /**
     * Hashes of the leaves of {@code v[offset .. offset + count)}, 32 bytes each.
     *
     * @param offset where a leaf begins
     * @param count a multiple of {@link #LEAF}, unless the range ends where θ ends
     */
    public static byte[] leafHashes(float[] v, int offset, int count) {
        int leaves = (count + LEAF - 1) / LEAF;
        byte[] hashes = new byte[leaves * HASH_BYTES];
        byte[] leaf = new byte[LEAF * Float.BYTES];
        MessageDigest sha = sha256();
        for (int i = 0; i < leaves; i++) {
            int from = offset + i * LEAF;
            int size = Math.min(LEAF, offset + count - from);
            LittleEndian.floats(leaf, 0).put(v, from, size);
            sha.update(leaf, 0, size * Float.BYTES);
            finish(sha, hashes, i * HASH_BYTES);
        }
        return hashes;
    }

    /** The digest of a version from all its leaf hashes, in the order of θ. */
    public static byte[] digest(byte[] leafHashes) {
        return sha256().digest(leafHashes);
    }

    /** The digest of whole parameters. */
    public static byte[] of(float[] params) {
        return digest(leafHashes(params, 0, params.length));
    }

    /** Lower-case hexadecimal, as in lineage and version files. */
    public static String hex(byte[] bytes) {
        StringBuilder hex = new StringBuilder(2 * bytes.length);
        for (byte b : bytes) {
            hex.append(Character.forDigit(b >> 4 & 0xF, 16))
                    .append(Character.forDigit(b & 0xF, 16));
        }
        return hex.toString();
    }

    private static void finish(MessageDigest sha, byte[] out, int offset) {
        try {
            sha.digest(out, offset, HASH_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
