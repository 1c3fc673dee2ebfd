package io.ftte.jobs.replay;

import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.RecordedRecord;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;

/** An Avro container of {@link RecordedRecord}. */
final class RecordedContainer extends RecordedFile {
    private final Path path;
    private final long length;
    private final DataFileReader<RecordedRecord> reader;

    /** Records that are still to come, as the blocks count them. */
    private long left;

    /** Blocks without any that are still to come. */
    private long empty;

    RecordedContainer(Path path) throws IOException {
        this.path = path;
        this.length = Files.size(path);
        try {
            reader =
                    new DataFileReader<>(
                            path.toFile(), new SpecificDatumReader<>(RecordedRecord.class));
        } catch (IOException | RuntimeException e) {
            // Without a schema in its header, Avro throws what it happens to throw.
            throw new IOException(
                    path + " is no Avro recording" + codec(e) + "; name another file", e);
        }
        try {
            requireRecordings(reader.getSchema());
            AvroBlocks blocks = AvroBlocks.of(path, reader.previousSync());
            left = blocks.records();
            empty = blocks.empty();
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /** Names the codec where it is one that Avro does not know. */
    private static String codec(Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("Unrecognized codec") ? " (" + message + ")" : "";
    }

    private void requireRecordings(Schema writer) throws IOException {
        Schema expected = RecordedRecord.getClassSchema();
        if (SchemaCompatibility.checkReaderWriterCompatibility(expected, writer).getType()
                != SchemaCompatibilityType.COMPATIBLE) {
            throw new IOException(
                    "%s is no recording: it holds %s, not %s; name another file"
                            .formatted(path, writer.getFullName(), expected.getFullName()));
        }
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public RawRecord next() {
        if (left == 0) {
            throw new NoSuchElementException("the recording has ended");
        }
        RecordedRecord record = record();
        left--;
        return RawRecord.of(
                record.getPartition(),
                record.getOffset(),
                record.getTimestamp(),
                record.getKey() == null ? new byte[0] : bytes(record.getKey()),
                bytes(record.getValue()));
    }

    private RecordedRecord record() {
        try {
            // Avro takes an empty block for the end of the file, and goes on behind it if asked
            // again.
            while (!reader.hasNext()) {
                if (empty-- == 0) {
                    throw new EOFException("a block has fewer bytes than its records take");
                }
            }
            return reader.next();
        } catch (EOFException | RuntimeException e) {
            throw new UncheckedIOException(
                    AvroBlocks.damaged(path, reader.previousSync(), length, e));
        } catch (NoClassDefFoundError e) {
            throw new UncheckedIOException(
                    new IOException(
                            "%s is compressed by %s, which is not read here: record it again"
                                    .formatted(path, reader.getMetaString("avro.codec")),
                            e));
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
