package io.ftte.encoding;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An update, or a chunk of one, as it travels: the bytes of a {@code DeviceUpdate} in Avro's
 * single-object encoding, written by hand because Avro is nothing for a phone.
 *
 * @param delta the numbers in the header's encoding; not to be written
 */
public record UpdateRecord(UpdateHeader header, byte[] delta) {

    /** Bytes of an Ed25519 signature. */
    public static final int SIGNATURE_BYTES = RecordBytes.SIGNATURE_BYTES;

    /** Longest id, in bytes of UTF-8. */
    public static final int MAX_ID_BYTES = 256;

    /** CRC-64-AVRO of the schema of {@code DeviceUpdate}, by which readers find it. */
    public static final long FINGERPRINT = 0x50E8EEEF93FF3623L;

    /**
     * @throws IllegalArgumentException one line, if no reader would take the record
     */
    public UpdateRecord {
        requireId("modelId", header.modelId());
        requireId("deviceId", header.deviceId());
        if (header.sequence() < 0 || header.baseVersion() < 0) {
            throw new IllegalArgumentException(
                    String.format(
                            "sequence and base version count from 0, got %d and %d",
                            header.sequence(), header.baseVersion()));
        }
        int components = header.encoding().components(delta.length);
        if (components < 1
                || header.from() < 0
                || (long) header.from() + components > header.totalLength()) {
            throw new IllegalArgumentException(
                    String.format(
                            "%d bytes of %s from component %d on are no part of %d components",
                            delta.length, header.encoding(), header.from(), header.totalLength()));
        }
    }

    private static void requireId(String field, String id) {
        int bytes = id.getBytes(UTF_8).length;
        if (bytes < 1 || bytes > MAX_ID_BYTES) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s has %d bytes, allowed are 1 to %d", field, bytes, MAX_ID_BYTES));
        }
    }

    /** What a signature is made of, {@link UpdateDigest}; 32 bytes. */
    public byte[] digest(long eventTimeMs) {
        return new UpdateDigest().of(header, delta, 0, delta.length, eventTimeMs);
    }

    /** The record's value without a signature. */
    public byte[] unsigned() {
        return begin().unsigned();
    }

    /**
     * The record's value with its signature.
     *
     * @param signature Ed25519, over {@link #digest}
     */
    public byte[] signed(byte[] signature) {
        return begin().signed(signature);
    }

    private RecordBytes begin() {
        return new RecordBytes(FINGERPRINT, 2 * MAX_ID_BYTES + delta.length)
                .text(header.modelId())
                .text(header.deviceId())
                .number(header.sequence())
                .number(header.baseVersion())
                .number(header.planId())
                .number(header.examples())
                .number(header.totalLength())
                .number(header.from())
                .number(header.encoding().ordinal())
                .bytes(delta);
    }
}
