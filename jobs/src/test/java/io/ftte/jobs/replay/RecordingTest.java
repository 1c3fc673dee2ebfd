package io.ftte.jobs.replay;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ftte.fixtures.GoldenScenario;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.RecordedRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;

class RecordingTest {
    private static final int BLOCK = 10;
    private static final byte[] SYNC = "sixteen bytes or".getBytes(UTF_8);

    @TempDir Path directory;

    @Test
    void lines_goodAndBad_keepArrivalOrderAndCount() throws Exception {
        Path file = directory.resolve("updates.jsonl");
        String good = Files.readAllLines(GoldenScenario.named("ftte").updates()).get(0);
        Files.writeString(file, good + "\nno update\n" + good + "\n");

        Recording recording = Recording.open(file);

        List<RawRecord> records = read(recording);
        assertThat(records).extracting(RawRecord::offset).containsExactly(0L, 1L, 2L);
        assertThat(records)
                .extracting(RawRecord::hasTime)
                .as("which have a time")
                .containsExactly(true, false, true);
        assertThat(records.get(1).refusal()).isNotEmpty();
    }

    @Test
    void containers_onePartitionEach_areReadSideBySideOldestFirst() throws Exception {
        write("a.avro", record(0, 0, 10), record(0, 1, 40), record(0, 2, 20));
        write("b.avro", record(1, 0, 5), record(1, 1, 30));
        write("c.avro");

        Recording recording = Recording.open(directory);

        assertThat(recording.strands())
                .extracting(Recording.Strand::records)
                .containsExactly(Map.of(0, 3L), Map.of(1, 2L), Map.of());
        assertThat(read(recording))
                .extracting(RawRecord::timestamp)
                .containsExactly(5L, 10L, 30L, 40L, 20L);
    }

    @Test
    void container_recordWithoutKey_hasAnEmptyOne() throws Exception {
        write("a.avro", new RecordedRecord(0, 7L, 1L, null, ByteBuffer.wrap(new byte[] {9})));
        RawRecord record = read(Recording.open(directory.resolve("a.avro"))).get(0);
        assertThat(record.key()).isEmpty();
        assertThat(record.value()).containsExactly(9);
        assertThat(record.offset()).isEqualTo(7);
    }

    @Test
    void open_emptyFiles_areEmptyRecordings() throws Exception {
        Path lines = Files.createFile(directory.resolve("empty.jsonl"));
        assertThat(Recording.open(lines).isEmpty()).isTrue();
        write("empty.avro");
        assertThat(Recording.open(directory).isEmpty()).isTrue();
    }

    @Test
    void open_headerCutShort_isOneLineThatNamesTheFile() throws Exception {
        Path file = write("cut.avro", records(5 * BLOCK));
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 2, 100}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(problem(file)).contains("is no Avro recording");
        }
    }

    /** All before the damage is used, then the recording ends, or goes on where it is asked to. */
    @Test
    void read_damagedInTheMiddleOrCutShort_endsThereAndNamesThePlace() throws Exception {
        Path file = write("damaged.avro", records(5 * BLOCK));
        write("other.avro", record(1, 0, 5), record(1, 1, 2 * BLOCK - 1), record(1, 2, 2 * BLOCK));
        byte[] whole = Files.readAllBytes(file);
        Path none = write("none.avro");
        int header = (int) Files.size(none);
        Files.delete(none);
        byte[] damaged = whole.clone();
        damaged[header + 3 * (whole.length - header) / 5 - 1]++; // The third block's marker.
        Files.write(file, damaged);

        Read ended = readAll(Recording.open(directory), false);
        assertThat(ended.records())
                .filteredOn(record -> record.partition() == 0)
                .hasSize(2 * BLOCK);
        assertThat(ended.records())
                .as("up to the time of the damage")
                .filteredOn(record -> record.partition() == 1)
                .hasSize(2);
        assertThat(ended.damages())
                .singleElement()
                .asString()
                .startsWith(file + " is damaged after byte ")
                .contains("behind offset 19 of partition 0");
        Read wentOn = readAll(Recording.open(directory), true);
        assertThat(wentOn.records())
                .as("without the block before the next marker")
                .hasSize(3 * BLOCK + 3);
        assertThat(wentOn.damages()).isEqualTo(ended.damages());

        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        Read cut = readAll(Recording.open(file), true);
        assertThat(cut.records()).hasSize(4 * BLOCK);
        assertThat(cut.damages()).singleElement().asString().contains("it is cut short");
    }

    @Test
    void lines_markBlankLinesAndGzip_areTheSameUpdates() throws Exception {
        String good = Files.readAllLines(GoldenScenario.named("ftte").updates()).get(0);
        byte[] plain = ("\uFEFF" + good + "\n\n" + good + "\n \t\n\n").getBytes(UTF_8);
        Path text = Files.write(directory.resolve("marked.jsonl"), plain);
        Path packed = directory.resolve("updates.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(plain);
        }
        for (Path file : List.of(text, packed)) {
            List<RawRecord> records = read(Recording.open(file));
            assertThat(records).extracting(RawRecord::refusal).containsOnly("");
            assertThat(records).extracting(RawRecord::offset).containsExactly(0L, 2L);
        }
        byte[] whole = Files.readAllBytes(packed);
        Files.write(packed, Arrays.copyOf(whole, whole.length / 2));
        assertThat(problem(packed)).contains("cannot be read behind line");
    }

    @Test
    void open_textThatHoldsNoUpdate_saysWhatIsWrongWithIt() throws Exception {
        String good = Files.readAllLines(GoldenScenario.named("ftte").updates()).get(0);
        Path file = directory.resolve("updates.jsonl");
        for (Charset utf16 : List.of(UTF_16, UTF_16LE, UTF_16BE)) {
            Files.write(file, good.getBytes(utf16));
            assertThat(problem(file)).isEqualTo(file + " is in UTF-16: write it in UTF-8");
        }
        Files.writeString(file, "\nno update\n{}\n");
        assertThat(problem(file))
                .startsWith(file + " holds no update, of its record 1: ")
                .endsWith("name a .jsonl file or an .avro recording");
    }

    @Test
    void container_emptyBlocks_areNoEndAndNoDamage() throws Exception {
        byte[] one = block(1, encoded(record(0, 0, 10)));
        byte[] none = block(0, new byte[0]);
        byte[] two = block(1, encoded(record(0, 1, 20)));
        Path file = container(RecordedRecord.getClassSchema().toString(), "null", one, none, two);
        assertThat(read(Recording.open(file)))
                .extracting(RawRecord::timestamp)
                .containsExactly(10L, 20L);

        file = container(RecordedRecord.getClassSchema().toString(), "null", none, one, none, none);
        assertThat(read(Recording.open(file))).hasSize(1);
    }

    @Test
    void container_upperCaseOrOtherName_isRead() throws Exception {
        Path file = write("A.AVRO", record(0, 0, 10));
        assertThat(read(Recording.open(file))).hasSize(1);
        assertThat(read(Recording.open(directory))).as("in a directory").hasSize(1);
        Path other = Files.move(file, directory.resolve("recording"));
        assertThat(read(Recording.open(other))).hasSize(1);
    }

    @Test
    void container_thatIsNoRecording_saysWhatItHolds() throws Exception {
        String foreign =
                "{\"type\": \"record\", \"name\": \"User\", \"fields\":"
                        + " [{\"name\": \"a\", \"type\": \"int\"}]}";
        Path file = container(foreign, "null", block(1, new byte[] {2}));
        assertThat(problem(file))
                .isEqualTo(
                        file
                                + " is no recording: it holds User, not"
                                + " io.ftte.schemas.RecordedRecord; name another file");
        assertThat(problem(container(null, "null"))).contains("is no Avro recording");
        assertThat(problem(container("\"string\"", "null"))).contains("it holds string, not");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "deflate", "snappy", "zstandard"})
    void container_compressed_isRead(String codec) throws Exception {
        Path file = directory.resolve("compressed.avro");
        try (var writer =
                new DataFileWriter<RecordedRecord>(
                        new SpecificDatumWriter<>(RecordedRecord.class))) {
            writer.setCodec(CodecFactory.fromString(codec));
            writer.create(RecordedRecord.getClassSchema(), file.toFile());
            for (RecordedRecord record : records(3)) {
                writer.append(record);
            }
        }
        assertThat(read(Recording.open(file)))
                .extracting(RawRecord::offset)
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void container_codecThatIsNotThere_saysWhich() throws Exception {
        String schema = RecordedRecord.getClassSchema().toString();
        byte[] block = block(1, encoded(record(0, 0, 10)));
        assertThat(problem(container(schema, "lz4", block))).contains("lz4");
        assertThat(readAll(Recording.open(container(schema, "xz", block)), false).damages())
                .singleElement()
                .asString()
                .contains("it is compressed by xz, which is not read here");
    }

    @Test
    void container_snappyBlockWithAnotherChecksum_isDamaged() throws Exception {
        byte[] plain = encoded(record(0, 0, 10));
        byte[] packed = Snappy.compress(plain);
        byte[] block = Arrays.copyOf(packed, packed.length + Integer.BYTES);
        Path file =
                container(RecordedRecord.getClassSchema().toString(), "snappy", block(1, block));
        assertThat(readAll(Recording.open(file), false).damages())
                .singleElement()
                .asString()
                .contains("a block does not have its checksum");
    }

    /** The one line of what was refused. */
    private static String problem(Path file) {
        Throwable thrown = catchThrowable(() -> Recording.open(file));
        assertThat(thrown).isInstanceOf(IOException.class);
        assertThat(thrown.getMessage()).contains(file.toString()).doesNotContain("\n", "Exception");
        return thrown.getMessage();
    }

    /**
     * A container byte by byte, as Avro's own writer would not write it.
     *
     * @param schema null for none
     */
    private Path container(String schema, String codec, byte[]... blocks) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        out.writeFixed(new byte[] {'O', 'b', 'j', 1});
        out.writeMapStart();
        out.setItemCount(schema == null ? 1 : 2);
        out.startItem();
        out.writeString("avro.codec");
        out.writeBytes(codec.getBytes(UTF_8));
        if (schema != null) {
            out.startItem();
            out.writeString("avro.schema");
            out.writeBytes(schema.getBytes(UTF_8));
        }
        out.writeMapEnd();
        out.writeFixed(SYNC);
        for (byte[] block : blocks) {
            out.writeFixed(block);
        }
        return Files.write(directory.resolve("made.avro"), bytes.toByteArray());
    }

    private static byte[] block(int records, byte[] data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        out.writeLong(records);
        out.writeLong(data.length);
        out.writeFixed(data);
        out.writeFixed(SYNC);
        return bytes.toByteArray();
    }

    private static byte[] encoded(RecordedRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new SpecificDatumWriter<>(RecordedRecord.class)
                .write(record, EncoderFactory.get().directBinaryEncoder(bytes, null));
        return bytes.toByteArray();
    }

    @Test
    void open_nothingThere_saysWhatIsWanted() {
        assertThatThrownBy(() -> Recording.open(directory.resolve("none.jsonl")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(".jsonl or .avro");
        assertThatThrownBy(() -> Recording.open(directory)).isInstanceOf(IOException.class);
    }

    private static RecordedRecord[] records(int count) {
        RecordedRecord[] records = new RecordedRecord[count];
        Arrays.setAll(records, i -> record(0, i, i));
        return records;
    }

    private static RecordedRecord record(int partition, long offset, long timestamp) {
        return new RecordedRecord(
                partition,
                offset,
                timestamp,
                ByteBuffer.wrap(new byte[] {1}),
                ByteBuffer.wrap(new byte[] {2, 3}));
    }

    private Path write(String name, RecordedRecord... records) throws IOException {
        Path file = directory.resolve(name);
        try (var writer =
                new DataFileWriter<RecordedRecord>(
                        new SpecificDatumWriter<>(RecordedRecord.class))) {
            writer.create(RecordedRecord.getClassSchema(), file.toFile());
            for (int i = 0; i < records.length; i++) {
                writer.append(records[i]);
                if (i % BLOCK == BLOCK - 1) {
                    writer.sync();
                }
            }
        }
        return file;
    }

    private static List<RawRecord> read(Recording recording) throws IOException {
        Read read = readAll(recording, false);
        assertThat(read.damages()).isEmpty();
        return read.records();
    }

    private record Read(List<RawRecord> records, List<String> damages) {}

    private static Read readAll(Recording recording, boolean tolerate) throws IOException {
        List<RawRecord> records = new ArrayList<>();
        try (RecordingReader reader = new RecordingReader(recording.strands(), tolerate)) {
            reader.start(recording.strands().stream().map(strand -> 0L).toList());
            for (Optional<RawRecord> record = reader.read();
                    record.isPresent();
                    record = reader.read()) {
                records.add(record.get());
            }
            return new Read(records, List.copyOf(reader.damages()));
        }
    }
}
