package io.ftte.sql;

import static org.apache.flink.table.api.DataTypes.BIGINT;
import static org.apache.flink.table.api.DataTypes.FIELD;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.format.ProjectableDecodingFormat;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.runtime.connector.source.ScanRuntimeProviderContext;
import org.apache.flink.table.types.DataType;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class FtteFormatFactoryTest {
    private static final Map<String, String> LINEAGE = Map.of("ftte.record", "lineage");
    private static final DataType COLUMNS =
            Tables.columns(FIELD("modelId", STRING()), FIELD("version", BIGINT()));

    @Test
    void deserializer_asTheClusterGetsIt_givesTheColumnsOfTheQuery() throws Exception {
        DeserializationSchema<RowData> versions = decoder(LINEAGE, new int[][] {{1}});

        assertThat(versions.deserialize(Records.lineage(9))).isEqualTo(GenericRowData.of(9L));
        assertThat(versions.deserialize(Records.lineage(10))).isEqualTo(GenericRowData.of(10L));
    }

    @Test
    void deserializer_tombstonesAndOtherRecords_giveNoRow() throws Exception {
        DeserializationSchema<RowData> rows = decoder(LINEAGE, Tables.all(COLUMNS));

        assertThat(rows.deserialize(null)).isNull();
        assertThat(rows.deserialize(Records.tick())).isNull();
        assertThat(rows.deserialize(Records.lineage(3)))
                .isEqualTo(GenericRowData.of(StringData.fromString("digits"), 3L));
    }

    @Test
    void deserializer_whatIsNoRecord_failsOrIsPassedOver() throws Exception {
        assertThatThrownBy(() -> decoder(LINEAGE, Tables.all(COLUMNS)).deserialize(Records.json()))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "not a record: it starts with the bytes 7b2261223a317d instead of c301 and"
                            + " a fingerprint; this looks like JSON; 'ftte.ignore-parse-errors' ="
                            + " 'true' passes over it");
        assertThat(
                        decoder(
                                        Map.of(
                                                "ftte.record",
                                                "lineage",
                                                "ftte.ignore-parse-errors",
                                                "true"),
                                        Tables.all(COLUMNS))
                                .deserialize(Records.json()))
                .isNull();
    }

    /** The planner would otherwise find out only once a query reads the column. */
    @Test
    void format_aColumnThatTheQueryDoesNotRead_isChecked() {
        DataType columns = Tables.columns(FIELD("version", BIGINT()), FIELD("model", STRING()));
        assertThatThrownBy(
                        () ->
                                format(LINEAGE)
                                        .createRuntimeDecoder(
                                                ScanRuntimeProviderContext.INSTANCE,
                                                columns,
                                                new int[][] {{0}}))
                .isInstanceOf(ValidationException.class)
                .hasMessageStartingWith("column model is no field");
    }

    @Test
    void options_thatMakeNoSense_areRefusedInOneLine() {
        assertRefused(
                Map.of(),
                "'ftte.record' is missing; records are lineage, update, rejection, profile");
        assertRefused(
                Map.of("ftte.record", "lineages"),
                "'ftte.record' = 'lineages' is no record, the nearest is 'lineage'; records are"
                        + " lineage, update, rejection, profile");
        assertRefused(
                Map.of("ftte.record", "lineage", "ftte.ignore-errors", "true"),
                "there is no option 'ftte.ignore-errors', the nearest is"
                        + " 'ftte.ignore-parse-errors'");
    }

    private static void assertRefused(Map<String, String> options, String line) {
        assertThatThrownBy(() -> format(options))
                .isInstanceOf(ValidationException.class)
                .hasMessage(line);
    }

    private static DeserializationSchema<RowData> decoder(
            Map<String, String> options, int[][] chosen) throws Exception {
        DeserializationSchema<RowData> decoder =
                InstantiationUtil.clone(
                        format(options)
                                .createRuntimeDecoder(
                                        ScanRuntimeProviderContext.INSTANCE, COLUMNS, chosen));
        decoder.open(null);
        return decoder;
    }

    private static ProjectableDecodingFormat<DeserializationSchema<RowData>> format(
            Map<String, String> options) {
        DecodingFormat<DeserializationSchema<RowData>> format =
                FactoryUtil.discoverFactory(
                                FtteFormatFactoryTest.class.getClassLoader(),
                                DeserializationFormatFactory.class,
                                "ftte")
                        .createDecodingFormat(Tables.table(options), Tables.options(options));
        return (ProjectableDecodingFormat<DeserializationSchema<RowData>>) format;
    }
}
