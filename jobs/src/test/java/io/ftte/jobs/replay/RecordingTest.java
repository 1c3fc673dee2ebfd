package io.ftte.jobs.replay;

import static io.ftte.jobs.replay.RecordedFiles.BLOCK;
import static io.ftte.jobs.replay.RecordedFiles.read;
import static io.ftte.jobs.replay.RecordedFiles.readAll;
import static io.ftte.jobs.replay.RecordedFiles.record;
import static io.ftte.jobs.replay.RecordedFiles.records;
import static io.ftte.jobs.replay.RecordedFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.jobs.replay.RecordedFiles.Read;
import io.ftte.operators.stream.RawRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files side by side, some of them damaged. */
class RecordingTest {
    @TempDir Path directory;

    @Test
    void containers_onePartitionEach_areReadSideBySideOldestFirst() throws Exception {
        write(directory, "a.avro", record(0, 0, 10), record(0, 1, 40), record(0, 2, 20));
        write(directory, "b.avro", record(1, 0, 5), record(1, 1, 30));
        write(directory, "c.avro");

        Recording recording = Recording.open(directory);

        assertThat(recording.strands())
                .extracting(Recording.Strand::records)
                .containsExactly(Map.of(0, 3L), Map.of(1, 2L), Map.of());
        assertThat(read(recording))
                .extracting(RawRecord::timestamp)
                .containsExactly(5L, 10L, 30L, 40L, 20L);
    }

    @Test
    void open_emptyFiles_areEmptyRecordings() throws Exception {
        Path lines = Files.createFile(directory.resolve("empty.jsonl"));
        assertThat(Recording.open(lines).isEmpty()).isTrue();
        write(directory, "empty.avro");
        assertThat(Recording.open(directory).isEmpty()).isTrue();
    }

    /** All before the damage is used, then the recording ends, or goes on where it is asked to. */
    @Test
    void read_damagedInTheMiddleOrCutShort_endsThereAndNamesThePlace() throws Exception {
        Path file = write(directory, "damaged.avro", records(5 * BLOCK));
        write(
                directory,
                "other.avro",
                record(1, 0, 5),
                record(1, 1, 2 * BLOCK - 1),
                record(1, 2, 2 * BLOCK));
        byte[] whole = Files.readAllBytes(file);
        Path none = write(directory, "none.avro");
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
    void open_nothingThere_saysWhatIsWanted() {
        assertThatThrownBy(() -> Recording.open(directory.resolve("none.jsonl")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(".jsonl or .avro");
        assertThatThrownBy(() -> Recording.open(directory)).isInstanceOf(IOException.class);
    }
}
