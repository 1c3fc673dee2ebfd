package io.ftte.jobs.replay;

import static io.ftte.jobs.replay.RecordedFiles.BLOCK;
import static io.ftte.jobs.replay.RecordedFiles.problem;
import static io.ftte.jobs.replay.RecordedFiles.read;
import static io.ftte.jobs.replay.RecordedFiles.readAll;
import static io.ftte.jobs.replay.RecordedFiles.record;
import static io.ftte.jobs.replay.RecordedFiles.records;
import static io.ftte.jobs.replay.RecordedFiles.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.RecordedRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

/** One Avro container, as anybody may have written it. */
class RecordedContainerTest {
    private static final byte[] SYNC = "sixteen bytes or".getBytes(UTF_8);

    @TempDir Path directory;

    @Test
    void container_recordWithoutKey_hasAnEmptyOne() throws Exception {
        write(
                directory,
                "a.avro",
                new RecordedRecord(0, 7L, 1L, null, ByteBuffer.wrap(new byte[] {9})));
        RawRecord record = read(Recording.open(directory.resolve("a.avro"))).get(0);
        assertThat(record.key()).isEmpty();
        assertThat(record.value()).containsExactly(9);
        assertThat(record.offset()).isEqualTo(7);
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
        Path file = write(directory, "A.AVRO", record(0, 0, 10));
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

    @Test
    void open_headerCutShort_isOneLineThatNamesTheFile() throws Exception {
        Path file = write(directory, "cut.avro", records(5 * BLOCK));
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 2, 100}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(problem(file)).contains("is no Avro recording");
        }
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
}
