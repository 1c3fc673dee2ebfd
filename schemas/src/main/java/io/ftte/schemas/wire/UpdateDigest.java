package io.ftte.schemas.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
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
    private final ByteBuffer numbers = ByteBuffer.allocate(4 * Long.BYTES + 5 * Integer.BYTES);
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

    public UpdateDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Of what a reader has just read from {@code value}; 32 bytes. */
    public byte[] of(UpdateReader update, byte[] value, long eventTimeMs) {
        begin(update.modelId(), update.deviceId());
        numbers(
                eventTimeMs,
                update.sequence(),
                update.baseVersion(),
                update.examples(),
                update.planId(),
                update.totalLength(),
                update.from(),
                update.encoding(),
                update.deltaLength());
        sha256.update(value, update.deltaOffset(), update.deltaLength());
        return sha256.digest();
    }

    /** Of a record that is about to be signed; 32 bytes. */
    public byte[] of(DeviceUpdate update, long eventTimeMs) {
        begin(update.getModelId(), update.getDeviceId());
        numbers(
                eventTimeMs,
                update.getSequence(),
                update.getBaseVersion(),
                update.getExamples(),
                update.getPlanId(),
                update.getTotalLength(),
                update.getFrom(),
                update.getEncoding(),
                update.getDelta().remaining());
        sha256.update(update.getDelta().duplicate());
        return sha256.digest();
    }

    private void begin(String modelId, String deviceId) {
        sha256.reset();
        sha256.update(DOMAIN);
        text(modelId);
        text(deviceId);
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        sha256.update(length.clear().putInt(bytes.length).flip());
        sha256.update(bytes);
    }

    private void numbers(
            long eventTimeMs,
            long sequence,
            long baseVersion,
            long examples,
            int planId,
            int totalLength,
            int from,
            TensorEncoding encoding,
            int deltaLength) {
        numbers.clear()
                .putLong(eventTimeMs)
                .putLong(sequence)
                .putLong(baseVersion)
                .putLong(examples)
                .putInt(planId)
                .putInt(totalLength)
                .putInt(from)
                .putInt(encoding.ordinal())
                .putInt(deltaLength)
                .flip();
        sha256.update(numbers);
    }
}
