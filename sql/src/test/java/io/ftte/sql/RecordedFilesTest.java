package io.ftte.sql;

import static org.apache.flink.table.api.DataTypes.BIGINT;
import static org.apache.flink.table.api.DataTypes.FIELD;
import static org.apache.flink.table.api.DataTypes.INT;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP_LTZ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.RecordedRecord;
import io.ftte.schemas.Tick;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.apache.flink.connector.file.table.factories.BulkReaderFormatFactory;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.format.ProjectableDecodingFormat;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.runtime.connector.source.ScanRuntimeProviderContext;
import org.apache.flink.table.types.DataType;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedFilesTest {
    private static final Map<String, String> LINEAGE = Map.of("ftte.record", "lineage");
    private static final DataType VERSIONS = Tables.columns(FIELD("version", BIGINT()));
    private static final int MANY = 250;

    @TempDir Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "snappy"})
    void rows_ofAFile_areThoseOfItsRecordsInOrder(String codec) throws Exception {
        Path file =
                write(
                        CodecFactory.fromString(codec),
                        Records.lineage(1),
                        Records.tick(),
                        Records.lineage(2));

        assertThat(read(VERSIONS, file)).containsExactly(row(1L), row(2L));
    }

    @Test
    void columns_ofTheRecordsPlace_standBesideItsFields() throws Exception {
        Path file = write(CodecFactory.nullCodec(), Records.tick(), Records.lineage(5));
        DataType columns =
                Tables.columns(
                        FIELD("record.timestamp", TIMESTAMP_LTZ(3)),
                        FIELD("modelId", STRING()),
                        FIELD("record.offset", BIGINT()),
                        FIELD("record.partition", INT()));

        assertThat(read(columns, file))
                .containsExactly(
                        row(
                                TimestampData.fromEpochMillis(Records.TIME + 1),
                                StringData.fromString("digits"),
                                1L,
                                3));
        assertThat(read(LINEAGE, columns, new int[][] {{2}}, file)).containsExactly(row(1L));
    }

    @Test
    void columns_ofTheRecordsPlace_haveTheirTypes() {
        assertThatThrownBy(
                        () ->
                                format(
                                        LINEAGE,
                                        Tables.columns(FIELD("record.partition", BIGINT())),
                                        new int[][] {}))
                .isInstanceOf(ValidationException.class)
                .hasMessage(
                        "column record.partition: the field of 'ftte.record' = 'lineage' is INT,"
                                + " not BIGINT");
    }

    @Test
    void reader_restoredFromWhereAnotherStood_goesOnThere() throws Exception {
        byte[][] records = new byte[2 * MANY][];
        for (int i = 0; i < MANY; i++) {
            records[2 * i] = Records.lineage(i);
            records[2 * i + 1] = Records.tick();
        }
        Path file = write(CodecFactory.nullCodec(), records);
        BulkFormat<RowData, FileSourceSplit> format =
                format(LINEAGE, VERSIONS, Tables.all(VERSIONS));
        List<RowData> rows = new ArrayList<>();
        CheckpointedPosition position = null;
        try (BulkFormat.Reader<RowData> first =
                format.createReader(new Configuration(), split(file, null))) {
            first.readBatch();
            BulkFormat.RecordIterator<RowData> second = first.readBatch();
            for (int i = 0; i < 3; i++) {
                RecordAndPosition<RowData> read = second.next();
                position = new CheckpointedPosition(read.getOffset(), read.getRecordSkipCount());
            }
        }
        try (BulkFormat.Reader<RowData> restored =
                format.restoreReader(new Configuration(), split(file, position))) {
            drain(restored, rows);
        }

        assertThat(rows.get(0)).isEqualTo(row(position.getRecordsAfterOffset()));
        assertThat(rows)
                .hasSize(MANY - (int) position.getRecordsAfterOffset())
                .last()
                .isEqualTo(row(MANY - 1L));
    }

    @Test
    void records_thatAreNone_failWithTheirPlaceOrArePassedOver() throws Exception {
        Path file = write(CodecFactory.nullCodec(), Records.json(), Records.lineage(1));

        assertThatThrownBy(() -> read(VERSIONS, file))
                .isInstanceOf(IOException.class)
                .hasNoCause()
                .hasMessageContaining("0.avro, offset 0 of partition 3: not a record")
                .hasMessageEndingWith("'ftte.ignore-parse-errors' = 'true' passes over it");
        assertThat(
                        read(
                                Map.of(
                                        "ftte.record",
                                        "lineage",
                                        "ftte.ignore-parse-errors",
                                        "true"),
                                VERSIONS,
                                Tables.all(VERSIONS),
                                file))
                .containsExactly(row(1L));
    }

    /** As {@code record} writes them. */
    @Test
    void tombstones_andFilesThatAreNotComplete_giveNoRow() throws Exception {
        Path file = write(CodecFactory.snappyCodec(), new byte[0], Records.lineage(1));

        assertThat(read(VERSIONS, file)).containsExactly(row(1L));
        Path part = Files.write(temp.resolve("3-0.avro.part"), Files.readAllBytes(file));
        assertThat(read(VERSIONS, part)).isEmpty();
    }

    @Test
    void file_cutShort_failsAndSaysWhere() throws Exception {
        Path file = write(CodecFactory.nullCodec(), Records.lineage(1), Records.lineage(2));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));

        assertThatThrownBy(() -> read(VERSIONS, file))
                .isInstanceOf(IOException.class)
                .hasNoCause()
                .hasMessageMatching(
                        ".*0.avro is damaged after byte \\d+ of %d: record it again \\(.*\\)"
                                .formatted(bytes.length - 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "snappy"})
    void file_withADamagedByte_failsInOneLineOrIsRead(String codec) throws Exception {
        Path file = write(CodecFactory.fromString(codec), Records.lineage(1), Records.update());
        byte[] bytes = Files.readAllBytes(file);
        int failures = 0;
        for (int i = header(bytes).length; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 0x40;
            Files.write(file, damaged);
            try {
                read(VERSIONS, file);
            } catch (IOException e) {
                assertThat(e)
                        .hasNoCause()
                        .hasMessageContaining("0.avro")
                        .hasMessageNotContaining("\n");
                failures++;
            }
        }
        assertThat(failures).isGreaterThan(20);
    }

    /** Legal, and Avro's reader takes it for the end. */
    @Test
    void block_withoutRecords_doesNotEndTheFile() throws Exception {
        Path file = write(CodecFactory.nullCodec(), Records.lineage(1));
        byte[] bytes = Files.readAllBytes(file);
        byte[] empty = new byte[18];
        System.arraycopy(bytes, bytes.length - 16, empty, 2, 16);
        Path longer = temp.resolve("longer.avro");
        byte[] header = header(bytes);
        Files.write(
                longer,
                join(header, empty, Arrays.copyOfRange(bytes, header.length, bytes.length), empty));

        assertThat(read(VERSIONS, longer)).containsExactly(row(1L));
    }

    @Test
    void file_thatIsNoRecording_isRefused() throws Exception {
        Path manifest = Files.writeString(temp.resolve("manifest.json"), "{}");
        assertThatThrownBy(() -> read(VERSIONS, manifest))
                .isInstanceOf(IOException.class)
                .hasNoCause()
                .hasMessageEndingWith(
                        "manifest.json is no recording (Not an Avro data file.); the table's path"
                                + " is the directory of one topic");

        Path ticks = temp.resolve("ticks.avro");
        container(ticks, Tick.getClassSchema(), CodecFactory.nullCodec(), List.of(new Tick(1L)));
        assertThatThrownBy(() -> read(VERSIONS, ticks))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(
                        "ticks.avro is no recording: it holds io.ftte.schemas.Tick, not"
                                + " io.ftte.schemas.RecordedRecord");
    }

    private Path write(CodecFactory codec, byte[]... values) throws IOException {
        List<RecordedRecord> records = new ArrayList<>();
        for (byte[] value : values) {
            int offset = records.size();
            records.add(
                    new RecordedRecord(
                            3, (long) offset, Records.TIME + offset, null, ByteBuffer.wrap(value)));
        }
        Path file = temp.resolve("3-00000000000000000000.avro");
        container(file, RecordedRecord.getClassSchema(), codec, records);
        return file;
    }

    private static <T extends SpecificRecord> void container(
            Path file, Schema schema, CodecFactory codec, List<T> records) throws IOException {
        try (DataFileWriter<T> writer = new DataFileWriter<>(new SpecificDatumWriter<>(schema))) {
            writer.setCodec(codec);
            writer.create(schema, file.toFile());
            for (T record : records) {
                writer.append(record);
            }
        }
    }

    /** All up to and with the first sync marker, which is the file's last 16 bytes, too. */
    private static byte[] header(byte[] file) {
        byte[] sync = Arrays.copyOfRange(file, file.length - 16, file.length);
        int end = 16;
        while (!Arrays.equals(sync, Arrays.copyOfRange(file, end - 16, end))) {
            end++;
        }
        return Arrays.copyOf(file, end);
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer joined =
                ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    private static RowData row(Object... values) {
        return GenericRowData.of(values);
    }

    private static List<RowData> read(DataType columns, Path file) throws Exception {
        return read(LINEAGE, columns, Tables.all(columns), file);
    }

    private static List<RowData> read(
            Map<String, String> options, DataType columns, int[][] chosen, Path file)
            throws Exception {
        List<RowData> rows = new ArrayList<>();
        try (BulkFormat.Reader<RowData> reader =
                InstantiationUtil.clone(format(options, columns, chosen))
                        .createReader(new Configuration(), split(file, null))) {
            drain(reader, rows);
        }
        return rows;
    }

    private static void drain(BulkFormat.Reader<RowData> reader, List<RowData> rows)
            throws IOException {
        for (BulkFormat.RecordIterator<RowData> batch = reader.readBatch();
                batch != null;
                batch = reader.readBatch()) {
            for (RecordAndPosition<RowData> row = batch.next(); row != null; row = batch.next()) {
                rows.add(row.getRecord());
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static BulkFormat<RowData, FileSourceSplit> format(
            Map<String, String> options, DataType columns, int[][] chosen) {
        return ((ProjectableDecodingFormat<BulkFormat<RowData, FileSourceSplit>>)
                        FactoryUtil.discoverFactory(
                                        RecordedFilesTest.class.getClassLoader(),
                                        BulkReaderFormatFactory.class,
                                        "ftte")
                                .createDecodingFormat(
                                        Tables.table(options), Tables.options(options)))
                .createRuntimeDecoder(ScanRuntimeProviderContext.INSTANCE, columns, chosen);
    }

    private static FileSourceSplit split(Path file, CheckpointedPosition position)
            throws IOException {
        long length = Files.size(file);
        return new FileSourceSplit(
                "split",
                new org.apache.flink.core.fs.Path(file.toUri()),
                0,
                length,
                0,
                length,
                new String[0],
                position);
    }
}
