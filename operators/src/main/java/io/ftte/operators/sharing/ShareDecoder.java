package io.ftte.operators.sharing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.aggregation.UpdateStatistics;
import io.ftte.aggregation.sharing.PartyKey;
import io.ftte.operators.records.Payload;
import io.ftte.operators.stream.Chunk;
import io.ftte.operators.stream.Proof;
import io.ftte.operators.stream.RawRecord;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.ShareHeld;
import io.ftte.schemas.UpdateShare;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.UpdateReader;
import io.ftte.schemas.wire.WireException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads the leader's shares of updates, and the helper's word that it holds the others. Nothing can
 * be said of the numbers of a share: they are as good as random.
 */
public final class ShareDecoder {
    private static final byte[] DOMAIN = "ftte-share-1".getBytes(UTF_8);

    /** A union's branch and a length of two bytes stand before the signature. */
    private static final int SIGNED = 3 + UpdateReader.SIGNATURE_BYTES;

    private final Optional<PartyKey> key;
    private final int sliceSize;
    private final boolean proves;

    /**
     * What a record says.
     *
     * @param header refused where it may not count
     * @param payload of a share; a word has none
     */
    public record Share(UpdateHeader header, Optional<Payload> payload) {}

    /**
     * @param key by which the helper's word is known; without it none is taken
     * @param sliceSize components of a slice
     * @param proves whether headers carry what their signature is checked by
     */
    public ShareDecoder(Optional<PartyKey> key, int sliceSize, boolean proves) {
        this.key = key;
        this.sliceSize = sliceSize;
        this.proves = proves;
    }

    /**
     * @throws WireException where the bytes are no share and no word, or contradict themselves
     */
    public Share decode(RawRecord raw) throws WireException {
        SpecificRecord record = RecordCodec.decode(raw.value());
        if (record instanceof UpdateShare share) {
            return decode(raw, share);
        }
        return new Share(word(raw, (ShareHeld) record), Optional.empty());
    }

    private Share decode(RawRecord raw, UpdateShare share) throws WireException {
        int bytes = share.getNumbers().remaining();
        if (bytes == 0 || bytes % Integer.BYTES != 0) {
            throw new WireException("a share cannot have " + bytes + " bytes of numbers");
        }
        ByteBuffer signature = share.getSignature();
        if (signature != null && signature.remaining() != UpdateReader.SIGNATURE_BYTES) {
            throw new WireException("signature has " + signature.remaining() + " bytes, not 64");
        }
        if (share.getFrom() < 0) {
            throw new WireException("from is negative: " + share.getFrom());
        }
        int count = bytes / Integer.BYTES;
        Chunk chunk =
                new Chunk(
                        raw.partition(),
                        raw.offset(),
                        share.getFrom(),
                        new UpdateStatistics(count, 0, 0, 0));
        UpdateHeader header =
                header(raw, ShareFields.of(share), chunk, proves ? proof(raw, signature) : null);
        return new Share(
                (long) share.getFrom() + count > share.getTotalLength()
                        ? header.refused(
                                RejectionReason.WRONG_LENGTH,
                                "components %d to %d do not fit a totalLength of %d"
                                        .formatted(
                                                share.getFrom(),
                                                (long) share.getFrom() + count,
                                                share.getTotalLength()))
                        : header,
                Optional.of(Payload.of(share)));
    }

    private UpdateHeader word(RawRecord raw, ShareHeld held) throws WireException {
        UpdateHeader header =
                header(
                        raw,
                        ShareFields.of(held),
                        Chunk.word(raw.partition(), raw.offset(), held.getTotalLength()),
                        proves ? Proof.none() : null);
        if (key.isEmpty()) {
            return header.refused(
                    RejectionReason.UNAUTHORISED, "this job has no party key to know a helper by");
        }
        return key.get().isProven(held)
                ? header
                : header.refused(
                        RejectionReason.UNAUTHORISED,
                        "whoever wrote this word of a share does not have this job's party key");
    }

    private UpdateHeader header(RawRecord raw, ShareFields fields, Chunk chunk, Proof proof)
            throws WireException {
        fields.check();
        UpdateHeader header =
                new UpdateHeader(
                        raw.partition(),
                        fields.modelId(),
                        fields.deviceId(),
                        fields.sequence(),
                        fields.baseVersion(),
                        fields.planId(),
                        fields.examples(),
                        fields.totalLength(),
                        sliceSize,
                        raw.timestamp(),
                        raw.timestamp(),
                        false,
                        new Chunk[] {chunk},
                        null,
                        "",
                        proof,
                        fields.seedId(),
                        fields.mostNorm());
        return fields.examples() < 1
                ? header.refused(RejectionReason.NO_EXAMPLES, "examples is " + fields.examples())
                : header;
    }

    private static Proof proof(RawRecord raw, ByteBuffer signature) {
        if (signature == null) {
            return Proof.none();
        }
        MessageDigest sha256 = sha256();
        sha256.update(DOMAIN);
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, raw.timestamp()));
        sha256.update(raw.value(), 0, raw.value().length - SIGNED);
        return new Proof(sha256.digest(), bytes(signature));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A copy of what remains. */
    public static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
