package io.ftte.jobs.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.fixtures.GoldenScenario;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.RecordedRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
    private static final int BLOCK = 10;

    @TempDir Path directory;

    @Test
    void lines_goodAndBad_keepArrivalOrderAndCount() throws Exception {
        Path file = directory.resolve("updates.jsonl");
        String good = Files.readAllLines(GoldenScenario.named("ftte").updates()).get(0);
        Files.writeString(file, good + "\nno update\n" + good + "\n");

        Recording recording = Recording.open(file);

        assertThat(recording.records()).isEqualTo(Map.of(0, 3L));
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

        assertThat(recording.records()).isEqualTo(Map.of(0, 3L, 1, 2L));
        assertThat(recording.size()).isEqualTo(5);
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
        assertThat(Recording.open(lines).size()).isZero();
        write("empty.avro");
        assertThat(Recording.open(directory).size()).isZero();
    }

    @Test
    void open_notAvroOrCutShort_isOneLineThatNamesTheFile() throws Exception {
        Path file = write("cut.avro", records(5 * BLOCK));
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 2, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertOneLine(file);
        }
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, whole.length / 2, whole.length / 2 + 40, (byte) 0xFF);
        Files.write(file, damaged);
        assertOneLine(file);
    }

    @Test
    void open_nothingThere_saysWhatIsWanted() {
        assertThatThrownBy(() -> Recording.open(directory.resolve("none.jsonl")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(".jsonl or .avro");
        assertThatThrownBy(() -> Recording.open(directory)).isInstanceOf(IOException.class);
    }

    private static void assertOneLine(Path file) {
        assertThatThrownBy(() -> Recording.open(file))
                .isInstanceOf(IOException.class)
                .message()
                .contains(file.toString())
                .doesNotContain("\n", "Exception");
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
        List<RawRecord> records = new ArrayList<>();
        try (RecordingReader reader = new RecordingReader(recording.files())) {
            reader.forEachRemaining(records::add);
        }
        return records;
    }
}
