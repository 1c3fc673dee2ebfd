package io.ftte.jobs.replay;

import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.RecordedRecord;
import io.ftte.topics.recording.ContainerReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** An Avro container of {@link RecordedRecord}. */
final class RecordedContainer implements RecordedFile {
    private static final byte[] NONE = {};

    private final ContainerReader reader;

    RecordedContainer(Path path) throws IOException {
        reader = new ContainerReader(path);
    }

    @Override
    public Optional<RawRecord> read() throws IOException {
        return reader.read().map(RecordedContainer::raw);
    }

    private static RawRecord raw(RecordedRecord record) {
        return RawRecord.of(
                record.getPartition(),
                record.getOffset(),
                record.getTimestamp(),
                record.getKey() == null ? NONE : bytes(record.getKey()),
                bytes(record.getValue()));
    }

    /** Avro gives each field an array of its own. */
    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer.hasArray() && buffer.array().length == buffer.remaining()) {
            return buffer.array();
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void skip() throws IOException {
        reader.skip();
    }

    @Override
    public long position() {
        return reader.position();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
