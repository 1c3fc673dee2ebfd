package io.ftte.jobs.replay;

import io.ftte.operators.data.UpdateRecords;
import io.ftte.operators.stream.RawRecord;
import io.ftte.topics.recording.Manifest;
import io.ftte.topics.recording.Segment;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The update topic of what {@code record} wrote, read again from places that a savepoint names.
 *
 * @param directory absolute path of the recording
 * @param files of the topic
 */
record FileRecords(String directory, List<File> files) implements UpdateRecords {
    /** Records that are handed out at once. */
    private static final int RUN = 64;

    /**
     * One partition's records [from, to).
     *
     * @param path below the directory
     */
    record File(String path, int partition, long from, long to) implements Serializable {}

    static FileRecords of(Path directory, Manifest manifest) {
        List<File> files = new ArrayList<>();
        for (Segment segment : manifest.segments(manifest.topics().updates())) {
            files.add(new File(segment.file(), segment.partition(), segment.from(), segment.to()));
        }
        return new FileRecords(directory.toAbsolutePath().toString(), files);
    }

    @Override
    public Reader open() {
        return new FilePlaces();
    }

    /** With one file open, which is read on from where it is where that is before the place. */
    private final class FilePlaces implements Reader {
        private File file;
        private RecordedFile open;
        private long next;

        @Override
        public List<RawRecord> read(int partition, long offset) throws IOException {
            File wanted =
                    files.stream()
                            .filter(f -> f.partition == partition)
                            .filter(f -> f.from <= offset && offset < f.to)
                            .findFirst()
                            .orElseThrow(() -> missing(partition, offset));
            if (!wanted.equals(file) || next > offset) {
                close();
                file = wanted;
                open = RecordedFile.open(Path.of(directory, wanted.path));
            }
            List<RawRecord> run = new ArrayList<>();
            while (run.size() < RUN) {
                Optional<RawRecord> record = open.read();
                if (record.isEmpty()) {
                    break;
                }
                next = record.get().offset() + 1;
                if (record.get().offset() >= offset) {
                    run.add(record.get());
                }
            }
            if (run.isEmpty() || run.get(0).offset() != offset) {
                throw missing(partition, offset);
            }
            return run;
        }

        private IOException missing(int partition, long offset) {
            return new IOException(
                    ("the recording does not hold offset %d of partition %d, and an update there"
                         + " waits for its turn in the savepoint: give a recording that begins"
                         + " earlier")
                            .formatted(offset, partition));
        }

        @Override
        public void close() throws IOException {
            if (open != null) {
                open.close();
                open = null;
                file = null;
            }
        }
    }
}
