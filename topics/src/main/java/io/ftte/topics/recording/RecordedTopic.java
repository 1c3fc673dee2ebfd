package io.ftte.topics.recording;

import io.ftte.schemas.RecordedRecord;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a topic of a recording, partition by partition, as it was written. */
public final class RecordedTopic {
    private RecordedTopic() {}

    /** Takes records one by one. */
    @FunctionalInterface
    public interface Visitor {
        void visit(RecordedRecord record) throws IOException;
    }

    /**
     * Visits all records of a topic.
     *
     * @throws IOException one line, where a file is missing or damaged
     */
    public static void each(Path directory, Manifest manifest, String topic, Visitor visitor)
            throws IOException {
        for (Segment segment : manifest.segments(topic)) {
            try {
                each(directory.resolve(segment.file()), visitor);
            } catch (NoSuchFileException e) {
                throw new IOException(
                        "%s is missing: restore it, or record anew"
                                .formatted(directory.resolve(segment.file())),
                        e);
            }
        }
    }

    /** Visits what can be read of a topic; {@link FileCheck} says what cannot. */
    public static void readable(Path directory, Manifest manifest, String topic, Visitor visitor) {
        for (Segment segment : manifest.segments(topic)) {
            try {
                each(directory.resolve(segment.file()), visitor);
            } catch (IOException e) {
                // What lies behind would not be what was recorded there.
            }
        }
    }

    /** Visits all records of one file. */
    public static void each(Path file, Visitor visitor) throws IOException {
        try (ContainerReader reader = new ContainerReader(file)) {
            for (Optional<RecordedRecord> record = reader.read();
                    record.isPresent();
                    record = reader.read()) {
                visitor.visit(record.get());
            }
        }
    }
}
