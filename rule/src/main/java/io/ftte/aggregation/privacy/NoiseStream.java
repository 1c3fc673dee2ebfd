package io.ftte.aggregation.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The noise of one plan's sum in one version: independent {@link DiscreteGaussian} integers, one a
 * coordinate of the plan's vector. Whoever has the key computes the same ones for any part of the
 * vector, whatever the parts: coordinate i is drawn from block i of an AES-256 key stream in
 * counter mode. Its key is HMAC-SHA-256, under the privacy key, of (all integers big-endian) the
 * label {@code ftte noise 1}, the model's id, each after its length in UTF-8 bytes as a 32-bit
 * integer, generation (32 bits), version (64), plan (32) and the nonce.
 *
 * <p>Not thread-safe.
 */
public final class NoiseStream {
    private static final String LABEL = "ftte noise 1";
    private static final int BLOCK_BYTES = 16;

    /** Coordinates whose bits are made at once, while they are in cache. */
    private static final int BATCH = 512;

    private static final byte[] ZEROS = new byte[BATCH * BLOCK_BYTES];
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final DiscreteGaussian gaussian = DiscreteGaussian.table();
    private final SecretKeySpec streamKey;
    private final Cipher cipher;
    private final byte[] bits = new byte[ZEROS.length];

    /**
     * @param nonce of the version, see {@code VersionNoise}: one nonce goes with one sum
     */
    public NoiseStream(
            PrivacyKey key,
            String modelId,
            int generation,
            long version,
            int planId,
            byte[] nonce) {
        byte[] name = name(modelId, generation, version, planId, nonce);
        streamKey = new SecretKeySpec(key.derive(name), "AES");
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES in counter mode", e);
        }
    }

    private static byte[] name(
            String modelId, int generation, long version, int planId, byte[] nonce) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream data = new DataOutputStream(bytes)) {
            for (String text : new String[] {LABEL, modelId}) {
                byte[] encoded = text.getBytes(UTF_8);
                data.writeInt(encoded.length);
                data.write(encoded);
            }
            data.writeInt(generation);
            data.writeLong(version);
            data.writeInt(planId);
            data.write(nonce);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Adds the noise of coordinates {@code from}, … {@code from + sum.length − 1}, in steps of the
     * grid.
     *
     * @param sum of integers; exact as long as all stays below 2^24
     */
    public void addTo(float[] sum, long from) {
        try {
            byte[] counter =
                    ByteBuffer.allocate(BLOCK_BYTES)
                            .putLong(BLOCK_BYTES - Long.BYTES, from)
                            .array();
            cipher.init(Cipher.ENCRYPT_MODE, streamKey, new IvParameterSpec(counter));
            for (int at = 0; at < sum.length; at += BATCH) {
                int count = Math.min(BATCH, sum.length - at);
                cipher.update(ZEROS, 0, count * BLOCK_BYTES, bits, 0);
                add(sum, at, count);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES in counter mode takes any counter", e);
        }
    }

    private void add(float[] sum, int at, int count) {
        for (int i = 0; i < count; i++) {
            int place = i * BLOCK_BYTES;
            long upper = (long) LONGS.get(bits, place);
            long lower = (long) LONGS.get(bits, place + Long.BYTES);
            sum[at + i] += gaussian.draw(upper, lower);
        }
    }
}
