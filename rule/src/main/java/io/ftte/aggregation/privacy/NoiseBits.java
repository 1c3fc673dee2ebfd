package io.ftte.aggregation.privacy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Secret bits from which {@link DiscreteGaussian} integers are drawn, 128 for each: the blocks of
 * an AES-256 key stream in counter mode, whose key is HMAC-SHA-256 of a name under the privacy key.
 * Whoever has the key computes the same ones from any block on. Not thread-safe.
 */
final class NoiseBits {
    private static final int BLOCK_BYTES = 16;

    /** Blocks that are made at once, while they are in cache. */
    static final int BATCH = 512;

    private static final byte[] ZEROS = new byte[BATCH * BLOCK_BYTES];
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final DiscreteGaussian gaussian = DiscreteGaussian.table();
    private final SecretKeySpec streamKey;
    private final Cipher cipher;
    private final byte[] bits = new byte[ZEROS.length];

    NoiseBits(PrivacyKey key, byte[] name) {
        streamKey = new SecretKeySpec(key.derive(name), "AES");
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES in counter mode", e);
        }
    }

    /** The next {@link #read} begins with this block. */
    void seek(long block) {
        byte[] counter =
                ByteBuffer.allocate(BLOCK_BYTES).putLong(BLOCK_BYTES - Long.BYTES, block).array();
        try {
            cipher.init(Cipher.ENCRYPT_MODE, streamKey, new IvParameterSpec(counter));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES in counter mode takes any counter", e);
        }
    }

    /**
     * Makes the next blocks.
     *
     * @param blocks at most {@link #BATCH}
     */
    void read(int blocks) {
        try {
            cipher.update(ZEROS, 0, blocks * BLOCK_BYTES, bits, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the blocks have room", e);
        }
    }

    /** The integer of a block, counted from the first that was read last. */
    int draw(int block) {
        int place = block * BLOCK_BYTES;
        long upper = (long) LONGS.get(bits, place);
        long lower = (long) LONGS.get(bits, place + Long.BYTES);
        return gaussian.draw(upper, lower);
    }
}
