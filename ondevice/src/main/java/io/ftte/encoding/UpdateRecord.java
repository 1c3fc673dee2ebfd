package io.ftte.encoding;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * An update, or a chunk of one, as it travels: the bytes of a {@code DeviceUpdate} in Avro's
 * single-object encoding, written by hand because Avro is nothing for a phone.
 *
 * @param delta the numbers in the header's encoding; not to be written
 */
public record UpdateRecord(UpdateHeader header, byte[] delta) {

    /** Bytes of an Ed25519 signature. */
    public static final int SIGNATURE_BYTES = 64;

    /** Longest id, in bytes of UTF-8. */
    public static final int MAX_ID_BYTES = 256;

    /** CRC-64-AVRO of the schema of {@code DeviceUpdate}, by which readers find it. */
    public static final long FINGERPRINT = 0x50E8EEEF93FF3623L;

    /** Two magic bytes, the fingerprint, and numbers of at most 10 bytes. */
    private static final int MOST_BESIDES = 2 + Long.BYTES + 12 * 10 + SIGNATURE_BYTES;

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
        ByteArrayOutputStream out = begin();
        writeNumber(out, 0);
        return out.toByteArray();
    }

    /**
     * The record's value with its signature.
     *
     * @param signature Ed25519, over {@link #digest}
     */
    public byte[] signed(byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            throw new IllegalArgumentException(
                    "a signature by Ed25519 has 64 bytes, not " + signature.length);
        }
        ByteArrayOutputStream out = begin();
        writeNumber(out, 1);
        writeBytes(out, signature);
        return out.toByteArray();
    }

    private ByteArrayOutputStream begin() {
        byte[] modelId = header.modelId().getBytes(UTF_8);
        byte[] deviceId = header.deviceId().getBytes(UTF_8);
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(
                        MOST_BESIDES + modelId.length + deviceId.length + delta.length);
        out.write(0xC3);
        out.write(0x01);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            out.write((int) (FINGERPRINT >>> shift));
        }
        writeBytes(out, modelId);
        writeBytes(out, deviceId);
        writeNumber(out, header.sequence());
        writeNumber(out, header.baseVersion());
        writeNumber(out, header.planId());
        writeNumber(out, header.examples());
        writeNumber(out, header.totalLength());
        writeNumber(out, header.from());
        writeNumber(out, header.encoding().ordinal());
        writeBytes(out, delta);
        return out;
    }

    private static void writeBytes(ByteArrayOutputStream out, byte[] bytes) {
        writeNumber(out, bytes.length);
        out.write(bytes, 0, bytes.length);
    }

    /** Zig-zag, seven bits a byte, the lowest first. */
    private static void writeNumber(ByteArrayOutputStream out, long value) {
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
