package io.ftte.sql;

import static org.apache.flink.table.api.DataTypes.ARRAY;
import static org.apache.flink.table.api.DataTypes.BIGINT;
import static org.apache.flink.table.api.DataTypes.BOOLEAN;
import static org.apache.flink.table.api.DataTypes.BYTES;
import static org.apache.flink.table.api.DataTypes.DOUBLE;
import static org.apache.flink.table.api.DataTypes.FIELD;
import static org.apache.flink.table.api.DataTypes.FLOAT;
import static org.apache.flink.table.api.DataTypes.INT;
import static org.apache.flink.table.api.DataTypes.MAP;
import static org.apache.flink.table.api.DataTypes.ROW;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP_LTZ;
import static org.apache.flink.table.api.DataTypes.VARCHAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordRowsTest {

    @Test
    void read_lineage_givesRowsOfContributionsWithTheFieldsDeclared() throws Exception {
        RecordRows rows =
                rows(
                        RecordType.LINEAGE,
                        FIELD("version", BIGINT()),
                        FIELD(
                                "contributions",
                                ARRAY(
                                        ROW(
                                                FIELD("weight", DOUBLE()),
                                                FIELD("deviceId", STRING()),
                                                FIELD("late", BOOLEAN())))),
                        FIELD("averageDigest", BYTES()),
                        FIELD("digest", BYTES()));

        GenericRowData row = rows.read(Records.lineage(9)).orElseThrow();

        assertThat(row.getField(0)).isEqualTo(9L);
        assertThat(row.getField(1))
                .isEqualTo(
                        new GenericArrayData(
                                new Object[] {
                                    GenericRowData.of(0.25, text("phone"), true),
                                    GenericRowData.of(1.0, text("watch"), false)
                                }));
        assertThat(row.getField(2)).isNull();
        assertThat(row.getField(3)).isEqualTo(new byte[] {1, 2});
    }

    @Test
    void read_update_givesItsHeaderAndWhereAskedForItsBytes() throws Exception {
        RecordRows rows =
                rows(
                        RecordType.UPDATE,
                        FIELD("deviceId", STRING()),
                        FIELD("modelId", STRING()),
                        FIELD("sequence", BIGINT()),
                        FIELD("baseVersion", BIGINT()),
                        FIELD("planId", INT()),
                        FIELD("examples", BIGINT()),
                        FIELD("totalLength", INT()),
                        FIELD("from", INT()),
                        FIELD("encoding", STRING()),
                        FIELD("deltaLength", INT()),
                        FIELD("delta", BYTES()),
                        FIELD("signature", BYTES()));

        assertThat(rows.read(Records.update()))
                .contains(
                        GenericRowData.of(
                                text("phone"),
                                text("digits"),
                                41L,
                                3L,
                                1,
                                120L,
                                7,
                                5,
                                text("F16"),
                                4,
                                new byte[] {0, 60, 0, 64},
                                new byte[64]));
    }

    @Test
    void read_profile_givesItsMap() throws Exception {
        GenericRowData row =
                rows(
                                RecordType.PROFILE,
                                FIELD("models", ARRAY(STRING())),
                                FIELD("sensitivities", MAP(STRING(), FLOAT())),
                                FIELD("payloadBytes", BIGINT()))
                        .read(Records.profile())
                        .orElseThrow();

        assertThat(row.getField(0))
                .isEqualTo(new GenericArrayData(new Object[] {text("digits"), text("faces")}));
        assertThat(((GenericMapData) row.getField(1)).get(text("conv1"))).isEqualTo(0.5f);
        assertThat(row.getField(2)).isEqualTo(9_000L);
    }

    @Test
    void read_rejectionOfAnEarlierRelease_isResolvedByItsFingerprint() throws Exception {
        Schema schema;
        try (InputStream in =
                getClass()
                        .getResourceAsStream(
                                "/io/ftte/schemas/wire/history/0.1.0-pre/Rejection.avsc")) {
            schema = new Schema.Parser().parse(in);
        }
        GenericRecord record = new GenericData.Record(schema);
        record.put(
                "reason", new GenericData.EnumSymbol(schema.getField("reason").schema(), "LATE"));
        record.put("detail", "late");
        record.put("topic", "ftte.updates");
        record.put("partition", 0);
        record.put("offset", 3L);
        record.put("originalLength", 0);
        record.put("original", Records.bytes());

        assertThat(
                        rows(
                                        RecordType.REJECTION,
                                        FIELD("reason", STRING()),
                                        FIELD("offset", BIGINT()))
                                .read(encode(schema, record)))
                .contains(GenericRowData.of(text("LATE"), 3L));
    }

    @Test
    void read_time_isANumberOrATimestamp() throws Exception {
        assertThat(rows(RecordType.LINEAGE, FIELD("eventTime", BIGINT())).read(Records.lineage(1)))
                .contains(GenericRowData.of(Records.TIME));
        assertThat(
                        rows(RecordType.LINEAGE, FIELD("eventTime", TIMESTAMP_LTZ(3)))
                                .read(Records.lineage(1)))
                .contains(GenericRowData.of(TimestampData.fromEpochMillis(Records.TIME)));
        assertThat(
                        rows(RecordType.REJECTION, FIELD("eventTime", TIMESTAMP_LTZ(3)))
                                .read(Records.rejection()))
                .contains(GenericRowData.of((Object) null));
    }

    @ParameterizedTest
    @EnumSource
    void read_recordsOfOtherTypes_arePassedOver(RecordType type) throws Exception {
        RecordRows rows = rows(type);
        int read = 0;
        for (byte[] value :
                List.of(
                        Records.lineage(1),
                        Records.update(),
                        Records.rejection(),
                        Records.profile(),
                        Records.share(),
                        Records.tick())) {
            read += rows.read(value).isPresent() ? 1 : 0;
        }
        assertThat(read).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void read_whatIsNoRecord_saysWhatItMayBe(RecordType type) {
        assertThatThrownBy(() -> rows(type).read(Records.json()))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("this looks like JSON");
    }

    /** A table may have every field: one that a later release adds must be read, too. */
    @ParameterizedTest
    @EnumSource
    void fields_all_areReadable(RecordType type) {
        assertThat(type.reader(List.copyOf(type.fields().keySet()))).isNotNull();
    }

    @Test
    void columns_thatAreNoFields_areRefusedWithTheNearest() {
        assertRefused(
                RecordType.UPDATE,
                FIELD("devicId", STRING()),
                "column devicId is no field of 'ftte.record' = 'update', the nearest is 'deviceId';"
                        + " records are lineage, update, rejection, profile");
        assertRefused(
                RecordType.LINEAGE,
                FIELD("contributions", ARRAY(ROW(FIELD("weigth", DOUBLE())))),
                "column contributions.weigth is no field of 'ftte.record' = 'lineage', the nearest"
                        + " is 'weight'; records are lineage, update, rejection, profile");
    }

    @Test
    void columns_ofOtherTypes_areRefusedWithTheRightOne() {
        assertRefused(
                RecordType.LINEAGE,
                FIELD("version", INT()),
                "column version: the field of 'ftte.record' = 'lineage' is BIGINT, not INT");
        assertRefused(
                RecordType.LINEAGE,
                FIELD("eventTime", TIMESTAMP_LTZ(6)),
                "column eventTime: the field of 'ftte.record' = 'lineage' is BIGINT or"
                        + " TIMESTAMP_LTZ(3), not TIMESTAMP_LTZ(6)");
        assertRefused(
                RecordType.REJECTION,
                FIELD("reason", VARCHAR(20)),
                "column reason: the field of 'ftte.record' = 'rejection' is STRING, not"
                        + " VARCHAR(20)");
        assertRefused(
                RecordType.LINEAGE,
                FIELD("contributions", STRING()),
                "column contributions: the field of 'ftte.record' = 'lineage' is ARRAY<ROW<deviceId"
                    + " STRING, sequence BIGINT, planId INT, staleness BIGINT, ageFactor DOUBLE,"
                    + " varianceFactor DOUBLE, weight DOUBLE, late BOOLEAN, partition INT, offset"
                    + " BIGINT>>, not STRING");
        assertRefused(
                RecordType.PROFILE,
                FIELD("sensitivities", MAP(STRING(), DOUBLE())),
                "column sensitivities: the field of 'ftte.record' = 'profile' is FLOAT, not"
                        + " DOUBLE");
    }

    @Test
    void column_thatIsNeverNull_isRefusedForAFieldThatMayBe() {
        assertRefused(
                RecordType.REJECTION,
                FIELD("deviceId", STRING().notNull()),
                "column deviceId: a record of 'ftte.record' = 'rejection' may lack it, declare it"
                        + " without NOT NULL");
    }

    private static void assertRefused(RecordType type, DataTypes.Field column, String line) {
        assertThatThrownBy(() -> rows(type, column))
                .isInstanceOf(ValidationException.class)
                .hasMessage(line);
    }

    private static RecordRows rows(RecordType type, DataTypes.Field... columns) {
        return new RecordRows(type, (RowType) ROW(columns).getLogicalType(), name -> false);
    }

    private static byte[] encode(Schema schema, GenericRecord record) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0xC3);
        out.write(0x01);
        out.writeBytes(
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(SchemaNormalization.parsingFingerprint64(schema))
                        .array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        return out.toByteArray();
    }

    private static StringData text(String text) {
        return StringData.fromString(text);
    }
}
