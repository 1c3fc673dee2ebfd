package io.ftte.schemas.wire;

import io.ftte.encoding.UpdateDigest;
import io.ftte.encoding.UpdateHeader;
import io.ftte.encoding.UpdateRecord;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.ShareHeld;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.Tick;
import io.ftte.schemas.UpdateShare;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * Reads the records of the update topic without Avro's decoder: nothing is allocated but the two id
 * strings, and the delta stays where it lies in the record's value.
 *
 * <p>One reader is reused for every record; it is not safe for use by several threads. What the
 * accessors return belongs to the last record for which {@link #read} returned {@link Kind#UPDATE}.
 */
public final class UpdateReader {

    /** What the last record was. */
    public enum Kind {
        UPDATE,
        TICK,
        /** A share of an update, or word of one; to be decoded by {@link RecordCodec}. */
        SHARE
    }

    /** Longest id, in bytes of UTF-8. */
    public static final int MAX_ID_BYTES = UpdateRecord.MAX_ID_BYTES;

    /** Bytes of an Ed25519 signature. */
    public static final int SIGNATURE_BYTES = UpdateRecord.SIGNATURE_BYTES;

    private static final Layouts BUNDLED = Layouts.of(SchemaHistory.bundled());
    private static final List<Schema> EXPECTED =
            List.of(DeviceUpdate.getClassSchema(), Tick.getClassSchema());
    private static final long UPDATE_SHARE = Header.fingerprint(UpdateShare.getClassSchema());
    private static final long SHARE_HELD = Header.fingerprint(ShareHeld.getClassSchema());
    private static final String SIGNATURE = "signature";
    private static final TensorEncoding[] ENCODINGS = TensorEncoding.values();

    private final Cursor in = new Cursor();
    private final Layouts layouts;

    private String modelId = "";
    private String deviceId = "";
    private long sequence;
    private long baseVersion;
    private int planId;
    private long examples;
    private int totalLength;
    private int from;
    private TensorEncoding encoding = TensorEncoding.F32;
    private int deltaOffset;
    private int deltaLength;
    private int components;
    private int signatureOffset;

    /** Reads what devices and jobs of this release and of all before it have written. */
    public UpdateReader() {
        this(BUNDLED);
    }

    private UpdateReader(Layouts layouts) {
        this.layouts = layouts;
    }

    /** Reads what releases of this history have written, and this one. */
    static UpdateReader of(SchemaHistory history) {
        return new UpdateReader(Layouts.of(history));
    }

    /**
     * Every schema of the update topic, today's first.
     *
     * <p>Arrays: a map would make an object of each record's fingerprint.
     */
    private record Layouts(UpdateLayout[] updates, Schema[] ticks, long[] tickFingerprints) {

        static Layouts of(SchemaHistory history) {
            Schema[] ticks = schemas(Tick.getClassSchema(), history).toArray(Schema[]::new);
            return new Layouts(
                    schemas(DeviceUpdate.getClassSchema(), history)
                            .map(UpdateLayout::new)
                            .toArray(UpdateLayout[]::new),
                    ticks,
                    Stream.of(ticks).mapToLong(Header::fingerprint).toArray());
        }

        private static Stream<Schema> schemas(Schema today, SchemaHistory history) {
            return Stream.concat(Stream.of(today), history.of(today.getName()).stream());
        }
    }

    /**
     * Reads one record; the caller keeps {@code value} unchanged while it uses the delta.
     *
     * @throws WireException where the bytes are not exactly one update or tick whose fields agree
     *     with each other; the accessors then mean nothing
     */
    public Kind read(byte[] value) throws WireException {
        in.reset(value);
        long fingerprint = Header.read(in);
        for (UpdateLayout layout : layouts.updates()) {
            if (layout.fingerprint() == fingerprint) {
                readUpdate();
                readTail(layout.tail());
                in.end();
                return Kind.UPDATE;
            }
        }
        if (readTick(fingerprint)) {
            return Kind.TICK;
        }
        if (fingerprint == UPDATE_SHARE || fingerprint == SHARE_HELD) {
            return Kind.SHARE;
        }
        throw RecordCodec.unexpected(fingerprint, EXPECTED);
    }

    /** Whether these bytes are exactly one tick; reads no further than it must to say no. */
    public boolean isTick(byte[] value) {
        try {
            in.reset(value);
            return readTick(Header.read(in));
        } catch (WireException e) {
            return false;
        }
    }

    private boolean readTick(long fingerprint) throws WireException {
        for (int i = 0; i < layouts.ticks().length; i++) {
            if (layouts.tickFingerprints()[i] == fingerprint) {
                RecordBounds.check(layouts.ticks()[i], in, "Tick");
                in.end();
                return true;
            }
        }
        return false;
    }

    /** The device that a record's key names; empty where the key cannot be a device's id. */
    public static Optional<String> device(byte[] key) {
        return key.length >= 1 && key.length <= MAX_ID_BYTES && Utf8.isValid(key, 0, key.length)
                ? Optional.of(new String(key, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    public String modelId() {
        return modelId;
    }

    public String deviceId() {
        return deviceId;
    }

    public long sequence() {
        return sequence;
    }

    public long baseVersion() {
        return baseVersion;
    }

    public int planId() {
        return planId;
    }

    /** Training examples; below 1 is refused later, with a reason of its own. */
    public long examples() {
        return examples;
    }

    /** Components of the whole update, of which this record may be a chunk. */
    public int totalLength() {
        return totalLength;
    }

    /** Index of the first component in the plan's vector. */
    public int from() {
        return from;
    }

    public TensorEncoding encoding() {
        return encoding;
    }

    /** Where the delta starts in the value, in bytes. */
    public int deltaOffset() {
        return deltaOffset;
    }

    /** All but the delta and the signature, as {@link UpdateDigest} takes it. */
    public UpdateHeader header() {
        return new UpdateHeader(
                modelId,
                deviceId,
                sequence,
                baseVersion,
                planId,
                examples,
                totalLength,
                from,
                Tensors.encoding(encoding));
    }

    /** Length of the delta, in bytes. */
    public int deltaLength() {
        return deltaLength;
    }

    /** Components of this record, at least 1. */
    public int components() {
        return components;
    }

    /** Whether the components lie within the whole update. */
    public boolean fits() {
        return (long) from + components <= totalLength;
    }

    /** Whether the update is signed, by whomever. */
    public boolean isSigned() {
        return signatureOffset > 0;
    }

    /** Where the {@link #SIGNATURE_BYTES} of the signature start; 0 where there is none. */
    public int signatureOffset() {
        return signatureOffset;
    }

    private void readUpdate() throws WireException {
        modelId = in.readString(1, MAX_ID_BYTES, "modelId");
        deviceId = in.readString(1, MAX_ID_BYTES, "deviceId");
        sequence = notNegative(in.readLong("sequence"), "sequence");
        baseVersion = notNegative(in.readLong("baseVersion"), "baseVersion");
        planId = in.readInt("planId");
        examples = in.readLong("examples");
        totalLength = in.readInt("totalLength");
        from = (int) notNegative(in.readInt("from"), "from");
        encoding = ENCODINGS[in.readIndex(ENCODINGS.length, "encoding")];
        deltaLength = in.readLength("delta");
        deltaOffset = in.position();
        in.skip(deltaLength, "delta");
        components = Tensors.components(encoding, deltaLength);
        checkDelta();
    }

    /** What a release has that this one does not know is passed over. */
    private void readTail(Schema.Field[] tail) throws WireException {
        signatureOffset = 0;
        for (Schema.Field field : tail) {
            if (field.name().equals(SIGNATURE)) {
                readSignature();
            } else {
                RecordBounds.check(field.schema(), in, field.name());
            }
        }
    }

    private void readSignature() throws WireException {
        if (in.readIndex(2, SIGNATURE) == 1) {
            int length = in.readLength(SIGNATURE);
            if (length != SIGNATURE_BYTES) {
                throw new WireException("signature has " + length + " bytes, not 64");
            }
            signatureOffset = in.position();
            in.skip(length, SIGNATURE);
        }
    }

    private void checkDelta() throws WireException {
        if (components <= 0) {
            throw new WireException("delta cannot have " + deltaLength + " bytes of " + encoding);
        }
    }

    private static long notNegative(long value, String field) throws WireException {
        if (value < 0) {
            throw new WireException(field + " is negative: " + value);
        }
        return value;
    }
}
