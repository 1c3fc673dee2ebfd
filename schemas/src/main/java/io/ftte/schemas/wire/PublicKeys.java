package io.ftte.schemas.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** What a device's profile may hold as its key: X.509 SubjectPublicKeyInfo of Ed25519, RFC 8410. */
public final class PublicKeys {
    /**
     * All but the key itself, the same in every one: SEQUENCE, algorithm 1.3.101.112, BIT STRING.
     */
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int RAW_BYTES = 32;
    private static final int BYTES = PREFIX.length + RAW_BYTES;

    private PublicKeys() {}

    /** What is wrong with a key, in one line that says what to send; empty for a right one. */
    public static Optional<String> problem(ByteBuffer key) {
        if (key.remaining() == BYTES && startsRight(key)) {
            return Optional.empty();
        }
        String raw = key.remaining() == RAW_BYTES ? ", which may be the raw key" : "";
        return Optional.of(
                "publicKey has %d bytes%s: send Ed25519 as X.509 SubjectPublicKeyInfo in DER, %d bytes, which are %s and the %d of the raw key"
                        .formatted(
                                key.remaining(),
                                raw,
                                BYTES,
                                HexFormat.of().formatHex(PREFIX),
                                RAW_BYTES));
    }

    private static boolean startsRight(ByteBuffer key) {
        byte[] start = new byte[PREFIX.length];
        key.duplicate().get(start);
        return Arrays.equals(start, PREFIX);
    }
}
