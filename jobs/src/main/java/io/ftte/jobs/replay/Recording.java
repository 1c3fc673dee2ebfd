package io.ftte.jobs.replay;

import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.wire.UpdateReader;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A recorded update stream on the local disk: one {@code .jsonl} file (one update a line, in
 * arrival order, one partition; it may be compressed by gzip) or Avro container files of {@code
 * RecordedRecord}, each in arrival order.
 *
 * @param files absolute paths
 * @param records how many records each partition has
 * @param ticks whether there are ticks among them, which then tell the time
 */
public record Recording(List<String> files, Map<Integer, Long> records, boolean ticks)
        implements Serializable {

    /**
     * Looks through a file, or a directory of Avro files; one line errors that say what is wrong.
     */
    public static Recording open(Path path) throws IOException {
        List<String> files = new ArrayList<>();
        if (Files.isDirectory(path)) {
            try (Stream<Path> listed = Files.list(path)) {
                listed.filter(RecordedFile::isNamedAvro)
                        .sorted()
                        .forEach(file -> files.add(file.toAbsolutePath().toString()));
            }
        } else if (Files.isRegularFile(path)) {
            files.add(path.toAbsolutePath().toString());
        }
        if (files.isEmpty()) {
            throw new IOException(path + " is no .jsonl or .avro file and no directory of them");
        }
        Map<Integer, Long> records = new HashMap<>();
        UpdateReader updates = new UpdateReader();
        boolean ticks = false;
        Optional<RawRecord> unreadable = Optional.empty();
        boolean readable = false;
        try (RecordingReader reader = new RecordingReader(files)) {
            while (reader.hasNext()) {
                RawRecord record = reader.next();
                records.merge(record.partition(), 1L, Long::sum);
                ticks |= updates.isTick(record.value());
                if (record.refusal().isEmpty()) {
                    readable = true;
                } else if (unreadable.isEmpty()) {
                    unreadable = Optional.of(record);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (unreadable.isPresent() && !readable) {
            throw new IOException(
                    ("%s holds no update, of its record %d: %s; name a .jsonl file or an .avro"
                                    + " recording")
                            .formatted(
                                    path, unreadable.get().offset(), unreadable.get().refusal()));
        }
        return new Recording(files, records, ticks);
    }

    /** Records of all partitions. */
    public long size() {
        return records.values().stream().mapToLong(Long::longValue).sum();
    }
}
