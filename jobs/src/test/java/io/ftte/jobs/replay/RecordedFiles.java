package io.ftte.jobs.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.RecordedRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/** Recordings for tests, and what a replay makes of them. */
final class RecordedFiles {
    /** Records of a block of a container. */
    static final int BLOCK = 10;

    private RecordedFiles() {}

    static RecordedRecord[] records(int count) {
        RecordedRecord[] records = new RecordedRecord[count];
        Arrays.setAll(records, i -> record(0, i, i));
        return records;
    }

    static RecordedRecord record(int partition, long offset, long timestamp) {
        return new RecordedRecord(
                partition,
                offset,
                timestamp,
                ByteBuffer.wrap(new byte[] {1}),
                ByteBuffer.wrap(new byte[] {2, 3}));
    }

    static Path write(Path directory, String name, RecordedRecord... records) throws IOException {
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

    static List<RawRecord> read(Recording recording) throws IOException {
        Read read = readAll(recording, false);
        assertThat(read.damages()).isEmpty();
        return read.records();
    }

    record Read(List<RawRecord> records, List<String> damages) {}

    static Read readAll(Recording recording, boolean tolerate) throws IOException {
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

    /** The one line of what was refused. */
    static String problem(Path file) {
        Throwable thrown = catchThrowable(() -> Recording.open(file));
        assertThat(thrown).isInstanceOf(IOException.class);
        assertThat(thrown.getMessage()).contains(file.toString()).doesNotContain("\n", "Exception");
        return thrown.getMessage();
    }
}
