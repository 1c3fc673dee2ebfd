package io.ftte.encoding;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a device signs of a record: SHA-256 over everything in it and its event time, big-endian, in
 * this order.
 *
 * <pre>
 * "ftte-update-1"                        13 bytes of ASCII
 * modelId, deviceId                      each: length in bytes (int32), UTF-8
 * event time in ms, sequence, baseVersion, examples    int64 each
 * planId, totalLength, from, encoding    int32 each; F32 is 0, F16 1, INT8 2
 * delta                                  length in bytes (int32), the bytes
 * </pre>
 *
 * <p>Reused for every record; not safe for use by several threads.
 */
public final class UpdateDigest {
    private static final byte[] DOMAIN = "ftte-update-1".getBytes(UTF_8);

    private final MessageDigest sha256;
    private final byte[] numbers = new byte[4 * Long.BYTES + 5 * Integer.BYTES];
    private final byte[] length = new byte[Integer.BYTES];

    public UpdateDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Of one record; 32 bytes.
     *
     * @param bytes hold the delta's {@code deltaLength} bytes from {@code deltaOffset} on
     * @param eventTimeMs under which the record travels
     */
    public byte[] of(
            UpdateHeader update, byte[] bytes, int deltaOffset, int deltaLength, long eventTimeMs) {
        sha256.reset();
        sha256.update(DOMAIN);
        text(update.modelId());
        text(update.deviceId());
        ByteBuffer.wrap(numbers)
                .putLong(eventTimeMs)
                .putLong(update.sequence())
                .putLong(update.baseVersion())
                .putLong(update.examples())
                .putInt(update.planId())
                .putInt(update.totalLength())
                .putInt(update.from())
                .putInt(update.encoding().ordinal())
                .putInt(deltaLength);
        sha256.update(numbers);
        sha256.update(bytes, deltaOffset, deltaLength);
        return sha256.digest();
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        ByteBuffer.wrap(length).putInt(bytes.length);
        sha256.update(length);
        sha256.update(bytes);
    }
}
