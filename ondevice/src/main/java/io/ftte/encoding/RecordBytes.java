package io.ftte.encoding;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Writes one record in Avro's single-object encoding, field by field, by hand because Avro is
 * nothing for a phone.
 */
public final class RecordBytes {
    /** Bytes of an Ed25519 signature. */
    static final int SIGNATURE_BYTES = 64;

    /** Beside texts and bytes: two magic bytes, the fingerprint, numbers of at most 10 bytes. */
    private static final int MOST_BESIDES = 2 + Long.BYTES + 12 * 10 + SIGNATURE_BYTES;

    private final ByteArrayOutputStream out;

    /**
     * @param fingerprint CRC-64-AVRO of the record's schema
     * @param expected bytes of its texts and bytes
     */
    public RecordBytes(long fingerprint, int expected) {
        out = new ByteArrayOutputStream(MOST_BESIDES + expected);
        out.write(0xC3);
        out.write(0x01);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            out.write((int) (fingerprint >>> shift));
        }
    }

    /** An int, a long, or the place of an enum's symbol. */
    public RecordBytes number(long value) {
        // Zig-zag, seven bits a byte, the lowest first.
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    public RecordBytes bytes(byte[] bytes) {
        number(bytes.length);
        out.write(bytes, 0, bytes.length);
        return this;
    }

    public RecordBytes text(String text) {
        return bytes(text.getBytes(UTF_8));
    }

    /** All fields so far. */
    public byte[] toBytes() {
        return out.toByteArray();
    }

    /** The record whose last field is a signature, without one. */
    public byte[] unsigned() {
        return number(0).toBytes();
    }

    /**
     * The record whose last field is a signature.
     *
     * @param signature Ed25519, 64 bytes
     */
    public byte[] signed(byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            throw new IllegalArgumentException(
                    "a signature by Ed25519 has 64 bytes, not " + signature.length);
        }
        return number(1).bytes(signature).toBytes();
    }
}
