package io.ftte.jobs.replay;

import io.ftte.operators.stream.RawRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * Reads the files of a recording side by side, the file with the oldest next record first, so that
 * no partition runs far ahead of another. The order within a file is kept.
 */
final class RecordingReader implements Iterator<RawRecord>, Closeable {
    private final List<RecordedFile> files = new ArrayList<>();
    private final PriorityQueue<Head> heads =
            new PriorityQueue<>(
                    Comparator.comparingLong((Head head) -> head.record.timestamp())
                            .thenComparingInt(head -> head.file));

    private record Head(RawRecord record, int file) {}

    RecordingReader(List<String> paths) throws IOException {
        for (String path : paths) {
            files.add(RecordedFile.open(Path.of(path)));
            advance(files.size() - 1);
        }
    }

    @Override
    public boolean hasNext() {
        return !heads.isEmpty();
    }

    @Override
    public RawRecord next() {
        Head head = heads.poll();
        if (head == null) {
            throw new NoSuchElementException("the recording has ended");
        }
        advance(head.file);
        return head.record;
    }

    private void advance(int file) {
        if (files.get(file).hasNext()) {
            heads.add(new Head(files.get(file).next(), file));
        }
    }

    @Override
    public void close() throws IOException {
        for (RecordedFile file : files) {
            file.close();
        }
    }
}
