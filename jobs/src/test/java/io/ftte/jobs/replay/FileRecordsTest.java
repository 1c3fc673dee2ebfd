package io.ftte.jobs.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.operators.data.UpdateRecords;
import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.RecordedRecord;
import io.ftte.topics.TopicNames;
import io.ftte.topics.recording.Manifest;
import io.ftte.topics.recording.Segment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRecordsTest {
    private static final TopicNames TOPICS =
            new TopicNames(
                    "updates", "control", "decisions", "devices", "models", "lineage", "rejected");

    @TempDir Path directory;

    /** Two partitions from offset 100 on, in files of 200 records. */
    private UpdateRecords recorded() throws Exception {
        List<Segment> segments = new ArrayList<>();
        for (int partition = 0; partition < 2; partition++) {
            for (long from = 100; from < 500; from += 200) {
                segments.add(write(partition, from, from + 200));
            }
        }
        return FileRecords.of(
                directory,
                new Manifest(
                        "made",
                        TOPICS,
                        Optional.empty(),
                        Map.of(),
                        Map.of("updates", 2),
                        segments));
    }

    private Segment write(int partition, long from, long to) throws Exception {
        String name = partition + "-" + from + ".avro";
        try (DataFileWriter<RecordedRecord> writer =
                new DataFileWriter<>(new SpecificDatumWriter<>(RecordedRecord.class))) {
            writer.create(RecordedRecord.getClassSchema(), directory.resolve(name).toFile());
            for (long offset = from; offset < to; offset++) {
                byte[] value = {(byte) partition, (byte) offset};
                writer.append(
                        new RecordedRecord(
                                partition, offset, offset, null, ByteBuffer.wrap(value)));
            }
        }
        long bytes = Files.size(directory.resolve(name));
        return new Segment(
                name,
                "updates",
                partition,
                from,
                to,
                to - from,
                0,
                from,
                to,
                OptionalLong.empty(),
                bytes,
                "");
    }

    @Test
    void read_anyOrder_givesTheRecordsFromThere() throws Exception {
        try (UpdateRecords.Reader reader = recorded().open()) {
            for (long offset : List.of(100L, 164L, 298L, 299L, 300L, 499L, 150L)) {
                for (int partition = 0; partition < 2; partition++) {
                    List<RawRecord> run = reader.read(partition, offset);
                    for (int i = 0; i < run.size(); i++) {
                        assertThat(run.get(i).partition()).isEqualTo(partition);
                        assertThat(run.get(i).offset()).isEqualTo(offset + i);
                        assertThat(run.get(i).value()[1]).isEqualTo((byte) (offset + i));
                    }
                }
            }
        }
    }

    @Test
    void read_beforeTheRecordingBegins_saysSoInOneLine() throws Exception {
        try (UpdateRecords.Reader reader = recorded().open()) {
            assertThatThrownBy(() -> reader.read(1, 99))
                    .hasMessage(
                            "the recording does not hold offset 99 of partition 1, and an update"
                                    + " there waits for its turn in the savepoint: give a recording"
                                    + " that begins earlier");
        }
    }
}
