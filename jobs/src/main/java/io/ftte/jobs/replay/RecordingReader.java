package io.ftte.jobs.replay;

import io.ftte.operators.stream.RawRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Reads the strands of a recording side by side, the one with the oldest next record first, so that
 * no partition runs far ahead of another. The order within a strand is kept.
 *
 * <p>Where a file is damaged, the recording ends: other strands go on to the time of the last
 * record before the damage. If that is tolerated, it goes on behind it instead.
 */
final class RecordingReader implements Closeable {
    private final boolean tolerate;
    private final List<Strand> strands = new ArrayList<>();
    private final PriorityQueue<Strand> heads =
            new PriorityQueue<>(
                    Comparator.comparingLong((Strand strand) -> strand.head.timestamp())
                            .thenComparingInt(strand -> strand.number));
    private final Map<Integer, Long> remaining = new HashMap<>();
    private final Map<Integer, Integer> holders = new HashMap<>();
    private final List<Integer> ended = new ArrayList<>();
    private final List<String> damages = new ArrayList<>();
    private long limit = Long.MAX_VALUE;
    private int last;

    /** Opens the files; nothing is read yet. */
    RecordingReader(List<Recording.Strand> strands, boolean tolerate) {
        this.tolerate = tolerate;
        for (Recording.Strand strand : strands) {
            this.strands.add(new Strand(this.strands.size(), strand));
            strand.records()
                    .forEach(
                            (partition, records) -> {
                                remaining.merge(partition, records, RecordingReader::sum);
                                holders.merge(partition, 1, Integer::sum);
                            });
        }
    }

    private static long sum(long a, long b) {
        return a == Recording.Strand.UNCOUNTED ? a : a + b;
    }

    private final class Strand {
        private final int number;
        private final List<Path> files;
        private final List<Integer> partitions;
        private final long from;
        private RecordedFile file;
        private int next;
        private long passed;
        private RawRecord head;

        Strand(int number, Recording.Strand of) {
            this.number = number;
            files = of.files().stream().map(Path::of).toList();
            partitions = List.copyOf(of.records().keySet());
            from = of.from();
        }

        /** Whether there is another record; it is the head then. */
        boolean advance() throws IOException {
            Optional<RawRecord> read = read();
            while (read.isEmpty() && next < files.size()) {
                closeFile();
                open(files.get(next++));
                read = read();
            }
            if (read.isEmpty()) {
                closeFile();
                return false;
            }
            head = read.get();
            return true;
        }

        private Optional<RawRecord> read() throws IOException {
            while (file != null) {
                try {
                    Optional<RawRecord> read = file.read();
                    if (read.isEmpty() || read.get().offset() >= from) {
                        return read;
                    }
                } catch (IOException e) {
                    if (!goesOn(e.getMessage())) {
                        return Optional.empty();
                    }
                    file.skip();
                }
            }
            return Optional.empty();
        }

        /** A file that is gone, or has not even a beginning, is damaged as a whole. */
        private void open(Path path) {
            try {
                file = RecordedFile.open(path);
            } catch (NoSuchFileException e) {
                goesOn(path + " is missing");
            } catch (IOException e) {
                goesOn(e.getMessage());
            }
        }

        private boolean goesOn(String damage) {
            damages.add(damage);
            if (!tolerate) {
                limit = Math.min(limit, head == null ? Long.MIN_VALUE : head.timestamp());
                next = files.size();
            }
            return tolerate;
        }

        private void closeFile() throws IOException {
            if (file != null) {
                passed += file.position();
                file.close();
                file = null;
            }
        }

        long position() {
            return passed + (file == null ? 0 : file.position());
        }
    }

    /**
     * Makes every strand show its first record.
     *
     * @param skipped by strand, how many records to pass over
     */
    void start(List<Long> skipped) throws IOException {
        for (Strand strand : strands) {
            boolean there = strand.advance();
            for (long i = 0; there && i < skipped.get(strand.number); i++) {
                count(strand.head.partition());
                there = strand.advance();
            }
            goOn(strand, there);
        }
    }

    private void goOn(Strand strand, boolean there) {
        if (there) {
            heads.add(strand);
            return;
        }
        for (int partition : strand.partitions) {
            if (holders.merge(partition, -1, Integer::sum) == 0) {
                ended.add(partition);
            }
        }
    }

    /** The next record, or nothing at the end. */
    Optional<RawRecord> read() throws IOException {
        Strand strand = heads.poll();
        if (strand == null || strand.head.timestamp() > limit) {
            heads.clear();
            return Optional.empty();
        }
        RawRecord record = strand.head;
        last = strand.number;
        count(record.partition());
        goOn(strand, strand.advance());
        return Optional.of(record);
    }

    /** Which strand the last record came from. */
    int strand() {
        return last;
    }

    private void count(int partition) {
        long left = remaining.getOrDefault(partition, Recording.Strand.UNCOUNTED);
        if (left != Recording.Strand.UNCOUNTED) {
            remaining.put(partition, left - 1);
            if (left == 1) {
                ended.add(partition);
            }
        }
    }

    /** All partitions that there are. */
    List<Integer> partitions() {
        return List.copyOf(remaining.keySet());
    }

    /** Partitions that have ended since this was asked last; some may be named twice. */
    List<Integer> ended() {
        if (ended.isEmpty()) {
            return List.of();
        }
        List<Integer> taken = List.copyOf(ended);
        ended.clear();
        return taken;
    }

    /** What was found damaged so far, a line each. */
    List<String> damages() {
        return damages;
    }

    /** Bytes of the files that have been passed. */
    long position() {
        return strands.stream().mapToLong(Strand::position).sum();
    }

    @Override
    public void close() throws IOException {
        for (Strand strand : strands) {
            strand.closeFile();
        }
    }
}
