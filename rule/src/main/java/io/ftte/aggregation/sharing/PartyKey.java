package io.ftte.aggregation.sharing;

import io.ftte.aggregation.privacy.SecretMac;
import io.ftte.aggregation.privacy.SecretText;
import io.ftte.schemas.ShareHeld;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * A secret of both parties, 32 bytes: by it the leader knows the helper's word on a topic that
 * devices write to, too. It protects no update.
 */
public final class PartyKey {
    private static final byte[] NOTHING = {};

    private final SecretMac mac;

    private PartyKey(byte[] secret) {
        mac = new SecretMac(secret);
    }

    /**
     * Reads a key as {@link SecretText} says.
     *
     * @throws IllegalArgumentException one line, which shows nothing of the text
     */
    public static PartyKey parse(String text) {
        return new PartyKey(SecretText.bytes("a party key", text));
    }

    /** The same record with a proof that whoever wrote it has this key. */
    public ShareHeld proven(ShareHeld held) {
        return ShareHeld.newBuilder(held).setProof(ByteBuffer.wrap(proof(held))).build();
    }

    /** Whether somebody wrote it who has this key. */
    public boolean isProven(ShareHeld held) {
        byte[] given = new byte[held.getProof().remaining()];
        held.getProof().duplicate().get(given);
        return MessageDigest.isEqual(given, proof(held));
    }

    private byte[] proof(ShareHeld held) {
        return mac.of(
                RecordCodec.encode(
                        ShareHeld.newBuilder(held).setProof(ByteBuffer.wrap(NOTHING)).build()));
    }

    @Override
    public String toString() {
        return "party key";
    }
}
