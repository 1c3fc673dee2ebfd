package io.ftte.jobs.replay;

import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.wire.UpdateReader;
import io.ftte.topics.OptionsException;
import io.ftte.topics.recording.DamagedFileException;
import io.ftte.topics.recording.Manifest;
import io.ftte.topics.recording.Segment;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Recorded records of a topic on the local disk: what {@code record} wrote, or Avro container files
 * of {@code RecordedRecord}, each in arrival order, or one text file (one update a line, in arrival
 * order, one partition; it may be compressed by gzip).
 *
 * @param name of the topic, or of the file
 * @param strands what is read side by side
 * @param ticks whether there are ticks among them, which then tell the time
 */
public record Recording(String name, List<Strand> strands, boolean ticks) implements Serializable {

    /**
     * Files that follow one another.
     *
     * @param files absolute paths
     * @param records by partition, how many the files have of it; {@link #UNCOUNTED} where nobody
     *     counted
     * @param from records of lower offsets are passed over
     */
    public record Strand(List<String> files, Map<Integer, Long> records, long from)
            implements Serializable {
        static final long UNCOUNTED = Long.MAX_VALUE;
    }

    /**
     * A topic of what {@code record} wrote; it may hold nothing.
     *
     * @param from partition to first offset; those that are not named begin at their beginning
     * @throws OptionsException one line, where the recording begins later
     */
    public static Recording of(
            Path directory, Manifest manifest, String topic, Map<Integer, Long> from) {
        List<Strand> strands = new ArrayList<>();
        boolean ticks = false;
        for (int partition = 0; partition < manifest.partitions().get(topic); partition++) {
            List<Segment> all = manifest.segments(topic, partition);
            long first = from.getOrDefault(partition, 0L);
            if (!all.isEmpty() && from.containsKey(partition) && all.get(0).from() > first) {
                throw new OptionsException(
                        ("%s holds partition %d of %s from offset %d on, and the savepoint stands"
                                        + " at %d: name a recording that begins earlier")
                                .formatted(directory, partition, topic, all.get(0).from(), first));
            }
            List<Segment> rest = all.stream().filter(segment -> segment.to() > first).toList();
            ticks |= all.stream().anyMatch(segment -> segment.ticks() > 0);
            if (!rest.isEmpty()) {
                long records = rest.stream().mapToLong(Segment::records).sum();
                boolean whole = rest.get(0).from() >= first;
                strands.add(
                        new Strand(
                                rest.stream()
                                        .map(segment -> directory.resolve(segment.file()))
                                        .map(file -> file.toAbsolutePath().toString())
                                        .toList(),
                                Map.of(partition, whole ? records : Strand.UNCOUNTED),
                                first));
            }
        }
        return new Recording(topic, strands, ticks);
    }

    /**
     * Looks at a file, or a directory of Avro files that have no manifest. Which partitions lie in
     * these only their records say, so they are read once for it.
     *
     * @throws IOException one line that says what is wrong
     */
    public static Recording open(Path path) throws IOException {
        List<Path> files = files(path);
        List<Strand> strands = new ArrayList<>();
        boolean ticks = false;
        boolean readable = false;
        Optional<RawRecord> unreadable = Optional.empty();
        for (Path file : files) {
            FirstLook look = FirstLook.at(file);
            strands.add(new Strand(List.of(file.toAbsolutePath().toString()), look.records(), 0));
            ticks |= look.ticks();
            readable |= look.readable();
            unreadable = unreadable.or(look::unreadable);
        }
        if (unreadable.isPresent() && !readable) {
            throw new IOException(
                    ("%s holds no update, of its record %d: %s; name a .jsonl file or an .avro"
                                    + " recording")
                            .formatted(
                                    path, unreadable.get().offset(), unreadable.get().refusal()));
        }
        return new Recording(path.getFileName().toString(), strands, ticks);
    }

    private static List<Path> files(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        List<Path> files = List.of();
        if (Files.isDirectory(path)) {
            try (Stream<Path> listed = Files.list(path)) {
                files = listed.filter(RecordedFile::isNamedAvro).sorted().toList();
            }
        }
        if (files.isEmpty()) {
            throw new IOException(
                    path + " is no recording, no .jsonl or .avro file and no directory of them");
        }
        return files;
    }

    /**
     * @param records by partition
     * @param readable whether any of them can be read
     * @param unreadable the first that cannot
     */
    private record FirstLook(
            Map<Integer, Long> records,
            boolean ticks,
            boolean readable,
            Optional<RawRecord> unreadable) {

        static FirstLook at(Path path) throws IOException {
            try (RecordedFile file = RecordedFile.open(path)) {
                return file instanceof RecordedContainer ? all(file) : text(file);
            }
        }

        /** Over what is damaged, too: the replay names that. */
        private static FirstLook all(RecordedFile file) throws IOException {
            UpdateReader updates = new UpdateReader();
            Map<Integer, Long> records = new TreeMap<>();
            boolean ticks = false;
            boolean readable = false;
            Optional<RawRecord> unreadable = Optional.empty();
            for (Optional<RawRecord> read = next(file); read.isPresent(); read = next(file)) {
                RawRecord record = read.get();
                records.merge(record.partition(), 1L, Long::sum);
                ticks |= updates.isTick(record.value());
                readable |= record.refusal().isEmpty();
                if (unreadable.isEmpty() && !record.refusal().isEmpty()) {
                    unreadable = read;
                }
            }
            return new FirstLook(records, ticks, readable, unreadable);
        }

        private static Optional<RawRecord> next(RecordedFile file) throws IOException {
            while (true) {
                try {
                    return file.read();
                } catch (DamagedFileException e) {
                    file.skip();
                }
            }
        }

        /** One partition without ticks; is it a recording at all? */
        private static FirstLook text(RecordedFile file) throws IOException {
            Optional<RawRecord> unreadable = Optional.empty();
            for (Optional<RawRecord> read = file.read(); read.isPresent(); read = file.read()) {
                if (read.get().refusal().isEmpty()) {
                    return new FirstLook(Map.of(0, Strand.UNCOUNTED), false, true, unreadable);
                }
                unreadable = unreadable.isPresent() ? unreadable : read;
            }
            return new FirstLook(Map.of(), false, false, unreadable);
        }
    }

    /** Whether it holds nothing. */
    public boolean isEmpty() {
        return strands.stream().allMatch(strand -> strand.records().isEmpty());
    }

    /** Bytes of all files that are there. */
    public long bytes() throws IOException {
        long bytes = 0;
        for (Strand strand : strands) {
            for (String file : strand.files()) {
                bytes += Files.exists(Path.of(file)) ? Files.size(Path.of(file)) : 0;
            }
        }
        return bytes;
    }
}
