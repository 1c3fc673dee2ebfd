package io.ftte.sql;

import io.ftte.schemas.RecordedRecord;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * An Avro container of {@link RecordedRecord}, on any of Flink's file systems. Avro's own reader
 * ends without a word at an empty block, which is legal, and where a file was cut short, which is
 * not; here the former is passed over and the latter an error.
 */
final class RecordedFile implements Closeable {
    private static final int SYNC_BYTES = 16;

    private final Path path;
    private final FileSystemInput input;
    private final DataFileReader<RecordedRecord> reader;

    private RecordedFile(Path path, FileSystemInput input, DataFileReader<RecordedRecord> reader) {
        this.path = path;
        this.input = input;
        this.reader = reader;
    }

    /**
     * @throws IOException one line, where the file is none
     */
    static RecordedFile open(Path path) throws IOException {
        FileSystem files = path.getFileSystem();
        long length = files.getFileStatus(path).getLen();
        FSDataInputStream stream = files.open(path);
        try {
            FileSystemInput input = new FileSystemInput(stream, length);
            return new RecordedFile(path, input, reader(path, input));
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    private static DataFileReader<RecordedRecord> reader(Path path, FileSystemInput input)
            throws IOException {
        DataFileReader<RecordedRecord> reader;
        try {
            reader = new DataFileReader<>(input, new SpecificDatumReader<>(RecordedRecord.class));
        } catch (IOException | RuntimeException e) {
            // Without a schema in its header, Avro throws what it happens to throw. The SQL client
            // shows the innermost cause alone, so none of these lines has one.
            throw new IOException(
                    "%s is no recording (%s); the table's path is the directory of one topic"
                            .formatted(path, e.getMessage()));
        }
        Schema expected = RecordedRecord.getClassSchema();
        if (SchemaCompatibility.checkReaderWriterCompatibility(expected, reader.getSchema())
                        .getType()
                != SchemaCompatibilityType.COMPATIBLE) {
            throw new IOException(
                    "%s is no recording: it holds %s, not %s"
                            .formatted(
                                    path,
                                    reader.getSchema().getFullName(),
                                    expected.getFullName()));
        }
        return reader;
    }

    boolean hasNext() throws IOException {
        try {
            while (!reader.hasNext()) {
                if (reader.previousSync() == input.length()) {
                    return false;
                }
                reader.seek(behindEmptyBlock(reader.previousSync()));
            }
            return true;
        } catch (IOException | RuntimeException e) {
            // Of damaged bytes, Avro throws what it happens to throw.
            throw damaged(e);
        } catch (NoClassDefFoundError e) {
            throw new IOException(
                    "%s is compressed by %s, which is not read here: record it again"
                            .formatted(path, reader.getMetaString("avro.codec")));
        }
    }

    /** Where a block ends that has no records. */
    private long behindEmptyBlock(long start) throws IOException {
        input.seek(start);
        BinaryDecoder in = DecoderFactory.get().directBinaryDecoder(input.stream(), null);
        boolean isEmpty = in.readLong() == 0;
        long end = in.readLong() + input.tell() + SYNC_BYTES;
        if (!isEmpty || end <= start || end > input.length()) {
            throw new EOFException("a block is cut short");
        }
        return end;
    }

    RecordedRecord next() throws IOException {
        try {
            return reader.next();
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    /** What Avro says stands behind it, for it may be the file system that failed. */
    private IOException damaged(Exception e) {
        return new IOException(
                "%s is damaged after byte %d of %d: record it again (%s)"
                        .formatted(path, reader.previousSync(), input.length(), e.getMessage()));
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
