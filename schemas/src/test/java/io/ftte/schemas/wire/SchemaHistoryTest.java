package io.ftte.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** A schema that has changed twice: resources {@code ages/first} and {@code ages/second}. */
class SchemaHistoryTest {

    private static final Path RELEASES = Path.of("src/main/resources/io/ftte/schemas/wire/history");

    private final SchemaHistory ages = new SchemaHistory("ages", List.of("first", "second"));

    @Test
    void releases_onDisk_areTheListedOnes() throws IOException {
        assertThat(names(RELEASES)).containsExactlyInAnyOrderElementsOf(SchemaHistory.RELEASES);
    }

    @Test
    void files_ofEveryRelease_areOfRecordsThatTravel() throws IOException {
        List<String> records =
                RecordCodec.TYPES.stream().map(type -> type.getSimpleName() + ".avsc").toList();
        for (String release : SchemaHistory.RELEASES) {
            assertThat(records).containsAll(names(RELEASES.resolve(release)));
        }
    }

    @Test
    void decode_recordsOfThreeAges_givesDefaultsForWhatTheyLack() throws Exception {
        WriterSchemas writers = new WriterSchemas(List.of(DeviceProfile.class), ages);
        List<Schema> pasts = ages.of("DeviceProfile");
        assertThat(pasts).hasSize(2);

        assertThat(RecordCodec.decode(bytes(profile(pasts.get(0)).build()), writers))
                .isEqualTo(
                        new DeviceProfile("d", List.of("m"), 9L, Map.of(), null, null, null, null));
        assertThat(
                        RecordCodec.decode(
                                bytes(
                                        profile(pasts.get(1))
                                                .set("sensitivities", Map.of("dense", 0.5f))
                                                .build()),
                                writers))
                .isEqualTo(
                        new DeviceProfile(
                                "d",
                                List.of("m"),
                                9L,
                                Map.of("dense", 0.5f),
                                null,
                                null,
                                null,
                                null));
        DeviceProfile today =
                new DeviceProfile(
                        "d",
                        List.of("m"),
                        9L,
                        Map.of(),
                        ByteBuffer.wrap(new byte[44]),
                        null,
                        null,
                        null);
        assertThat(RecordCodec.decode(RecordCodec.encode(today), writers)).isEqualTo(today);
    }

    @Test
    void decode_ageThatIsNotInTheHistory_isRefused() {
        WriterSchemas today =
                new WriterSchemas(
                        List.of(DeviceProfile.class), new SchemaHistory("ages", List.of()));
        byte[] first = bytes(profile(ages.of("DeviceProfile").get(0)).build());
        assertThatThrownBy(() -> RecordCodec.decode(first, today))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("unknown schema fingerprint");
    }

    @Test
    void updateReader_updatesOfThreeAges_readsThemAndPassesOverWhatItDoesNotKnow()
            throws Exception {
        UpdateReader reader = UpdateReader.of(ages);
        byte[] signature = new byte[UpdateReader.SIGNATURE_BYTES];
        Arrays.fill(signature, (byte) 7);
        List<Schema> pasts = ages.of("DeviceUpdate");
        byte[] first = bytes(update(pasts.get(0)).build());
        byte[] second =
                bytes(
                        update(pasts.get(1))
                                .set("battery", 0.25)
                                .set("signature", ByteBuffer.wrap(signature))
                                .set("labels", List.of("a", "b"))
                                .build());
        for (byte[] value : List.of(first, second, RecordCodec.encode(Samples.update()))) {
            assertThat(reader.read(value)).isEqualTo(UpdateReader.Kind.UPDATE);
            assertThat(reader.sequence()).isEqualTo(41);
            assertThat(reader.components()).isEqualTo(3);
            assertThat(reader.isSigned()).isEqualTo(value == second);
        }
        reader.read(second);
        int from = reader.signatureOffset();
        assertThat(Arrays.copyOfRange(second, from, from + signature.length)).isEqualTo(signature);
        for (int length = 0; length < second.length; length++) {
            byte[] truncated = Arrays.copyOf(second, length);
            assertThatThrownBy(() -> reader.read(truncated)).isInstanceOf(WireException.class);
        }
    }

    @Test
    void updateLayout_otherFieldsUpToTheDelta_isRefused() {
        String today = DeviceUpdate.getClassSchema().toString();
        for (String other :
                List.of(
                        today.replace("\"name\":\"planId\"", "\"name\":\"plan\""),
                        today.replace(
                                "[\"F32\",\"F16\",\"INT8\"]", "[\"F16\",\"F32\",\"INT8\"]"))) {
            assertThat(other).isNotEqualTo(today);
            Schema writer = new Schema.Parser().parse(other);
            assertThatThrownBy(() -> new UpdateLayout(writer))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("UpdateReader cannot read it");
        }
    }

    /** With the schema that the writer publishes, a reader needs no new release. */
    @Test
    void decode_reasonOfALaterRelease_isOther() throws Exception {
        Schema tomorrow =
                new Schema.Parser()
                        .parse(
                                Rejection.getClassSchema()
                                        .toString()
                                        .replace("\"OTHER\"]", "\"OTHER\",\"TIRED\"]"));
        Schema reason = tomorrow.getField("reason").schema();
        Rejection late =
                (Rejection)
                        Samples.all().stream()
                                .filter(Rejection.class::isInstance)
                                .findFirst()
                                .orElseThrow();
        GenericRecordBuilder tired = new GenericRecordBuilder(tomorrow);
        for (Schema.Field field : Rejection.getClassSchema().getFields()) {
            tired.set(field.name(), late.get(field.pos()));
        }
        tired.set("reason", new GenericData.EnumSymbol(reason, "TIRED"));
        WriterSchemas writers = new WriterSchemas(Map.of(tomorrow, Rejection.class));

        SpecificRecord read = RecordCodec.decode(bytes(tired.build()), writers);

        assertThat(read)
                .isEqualTo(Rejection.newBuilder(late).setReason(RejectionReason.OTHER).build());
    }

    private static GenericRecordBuilder profile(Schema schema) {
        return new GenericRecordBuilder(schema)
                .set("deviceId", "d")
                .set("models", List.of("m"))
                .set("budgetBytes", 9L);
    }

    private static GenericRecordBuilder update(Schema schema) {
        DeviceUpdate sample = Samples.update();
        GenericRecordBuilder builder = new GenericRecordBuilder(schema);
        for (Schema.Field field : schema.getFields()) {
            Schema.Field today = sample.getSchema().getField(field.name());
            if (today != null && !field.hasDefaultValue()) {
                builder.set(field.name(), sample.get(today.pos()));
            }
        }
        return builder.set(
                "encoding",
                new GenericData.EnumSymbol(schema.getField("encoding").schema(), "F32"));
    }

    /** As a writer of the record's schema encodes it. */
    private static byte[] bytes(GenericRecord record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Header.of(Header.fingerprint(record.getSchema())));
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
