package io.ftte.schemas.wire;

import io.ftte.schemas.ControlFence;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.DeviceStanding;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ParameterChunk;
import io.ftte.schemas.PlanSet;
import io.ftte.schemas.RecordedRecord;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RepublishRequest;
import io.ftte.schemas.SeedShare;
import io.ftte.schemas.ShareHeld;
import io.ftte.schemas.SumPart;
import io.ftte.schemas.SumRequest;
import io.ftte.schemas.Tick;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.UpdateShare;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.WriterSchemas.Writer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Every record that travels, to and from Avro's single-object encoding.
 *
 * <p>The writer's schema is found by its fingerprint among the bundled ones, today's and those of
 * every earlier release ({@link SchemaHistory}). Decoding trusts no length: it allocates in
 * proportion to the record's size, whatever the bytes say.
 */
public final class RecordCodec {

    /** Every record that travels on its own. */
    static final List<Class<? extends SpecificRecord>> TYPES =
            List.of(
                    ControlFence.class,
                    DeviceProfile.class,
                    DeviceStanding.class,
                    DeviceUpdate.class,
                    ModelRegistration.class,
                    ModelSettings.class,
                    ModelShard.class,
                    ParameterChunk.class,
                    PlanSet.class,
                    RecordedRecord.class,
                    Rejection.class,
                    RepublishRequest.class,
                    SeedShare.class,
                    ShareHeld.class,
                    SumPart.class,
                    SumRequest.class,
                    Tick.class,
                    TrainablePlan.class,
                    UpdateShare.class,
                    VersionLineage.class);

    private static final WriterSchemas WRITERS = new WriterSchemas(TYPES, SchemaHistory.bundled());
    private static final Map<Class<?>, byte[]> HEADERS = headers();

    private RecordCodec() {}

    /**
     * Header and Avro binary form.
     *
     * @param r a record of a bundled type with every field set
     */
    public static byte[] encode(SpecificRecord r) {
        byte[] header = HEADERS.get(r.getClass());
        if (header == null) {
            throw new IllegalArgumentException(r.getClass() + " does not travel on its own");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            new SpecificDatumWriter<SpecificRecord>(
                            r.getSchema(), SpecificData.getForClass(r.getClass()))
                    .write(r, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Decodes a record of a known type.
     *
     * @throws WireException where the bytes are not exactly one such record
     */
    public static <T extends SpecificRecord> T decode(byte[] bytes, Class<T> type)
            throws WireException {
        SpecificRecord decoded = decode(bytes);
        if (!type.isInstance(decoded)) {
            throw new WireException(
                    "expected a "
                            + type.getSimpleName()
                            + ", found a "
                            + decoded.getClass().getSimpleName());
        }
        return type.cast(decoded);
    }

    /**
     * Decodes a record of any bundled type, told by its fingerprint.
     *
     * @throws WireException where the bytes are not exactly one record of a bundled schema; an
     *     unknown fingerprint stands in the message
     */
    public static SpecificRecord decode(byte[] bytes) throws WireException {
        return decode(bytes, WRITERS);
    }

    /** The same of records that these writers may have written. */
    static SpecificRecord decode(byte[] bytes, WriterSchemas writers) throws WireException {
        Cursor in = new Cursor();
        in.reset(bytes);
        long fingerprint = Header.read(in);
        Writer writer =
                writers.find(fingerprint)
                        .orElseThrow(() -> Unreadable.schema(fingerprint, writers, List.of()));
        RecordBounds.check(writer.schema(), in, writer.type().getSimpleName());
        in.end();
        return decodeChecked(bytes, writer);
    }

    /** The schema is none of those that a reader takes. */
    static WireException unexpected(long fingerprint, List<Schema> expected) {
        return Unreadable.schema(fingerprint, WRITERS, expected);
    }

    /** Fingerprints of the schemas that can be read. */
    static Set<Long> fingerprints() {
        return WRITERS.fingerprints();
    }

    private static SpecificRecord decodeChecked(byte[] bytes, Writer writer) throws WireException {
        SpecificData data = SpecificData.getForClass(writer.type());
        Schema reader = data.getSchema(writer.type());
        try {
            return new SpecificDatumReader<SpecificRecord>(writer.schema(), reader, data)
                    .read(
                            null,
                            DecoderFactory.get()
                                    .binaryDecoder(
                                            bytes,
                                            Header.LENGTH,
                                            bytes.length - Header.LENGTH,
                                            null));
        } catch (IOException | AvroRuntimeException e) {
            throw new WireException(
                    writer.type().getSimpleName() + " cannot be decoded: " + e.getMessage());
        }
    }

    private static Map<Class<?>, byte[]> headers() {
        Map<Class<?>, byte[]> headers = new HashMap<>();
        for (Class<? extends SpecificRecord> type : TYPES) {
            Schema today = SpecificData.get().getSchema(type);
            headers.put(type, Header.of(Header.fingerprint(today)));
        }
        return Map.copyOf(headers);
    }
}
