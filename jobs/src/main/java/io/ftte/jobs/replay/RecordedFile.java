package io.ftte.jobs.replay;

import io.ftte.operators.stream.RawRecord;
import io.ftte.schemas.RecordedRecord;
import io.ftte.schemas.text.UpdateJson;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * One file of a recording, record by record. A file that turns out to be damaged throws {@link
 * UncheckedIOException}, whose cause says so in one line.
 */
abstract class RecordedFile implements Iterator<RawRecord>, Closeable {

    static RecordedFile open(Path path) throws IOException {
        return path.toString().endsWith(".avro") ? new Container(path) : new Lines(path);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** Avro container. */
    private static final class Container extends RecordedFile {
        private final Path path;
        private final long length;
        private final DataFileReader<RecordedRecord> reader;

        Container(Path path) throws IOException {
            this.path = path;
            this.length = Files.size(path);
            try {
                reader =
                        new DataFileReader<>(
                                path.toFile(), new SpecificDatumReader<>(RecordedRecord.class));
            } catch (IOException | AvroRuntimeException e) {
                throw new IOException(path + " is no Avro recording; name another file", e);
            }
        }

        @Override
        public boolean hasNext() {
            boolean more;
            try {
                more = reader.hasNext();
            } catch (RuntimeException e) {
                throw damaged(e);
            }
            // Avro takes a file that was cut short for one that has ended.
            if (!more && reader.previousSync() < length) {
                throw damaged(new EOFException("the last block is cut short"));
            }
            return more;
        }

        @Override
        public RawRecord next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the recording has ended");
            }
            RecordedRecord record;
            try {
                record = reader.next();
            } catch (RuntimeException e) {
                throw damaged(e);
            }
            return RawRecord.of(
                    record.getPartition(),
                    record.getOffset(),
                    record.getTimestamp(),
                    record.getKey() == null ? new byte[0] : bytes(record.getKey()),
                    bytes(record.getValue()));
        }

        private UncheckedIOException damaged(Exception cause) {
            return new UncheckedIOException(
                    new IOException(
                            path
                                    + " is damaged after byte "
                                    + reader.previousSync()
                                    + " of "
                                    + length
                                    + ": record it again",
                            cause));
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    /** Text, one update a line. */
    private static final class Lines extends RecordedFile {
        private final BufferedReader reader;
        private String next;
        private long line;

        Lines(Path path) throws IOException {
            reader =
                    new BufferedReader(
                            new InputStreamReader(
                                    Files.newInputStream(path),
                                    StandardCharsets.UTF_8
                                            .newDecoder()
                                            .onMalformedInput(CodingErrorAction.REPLACE)
                                            .onUnmappableCharacter(CodingErrorAction.REPLACE)));
            next = reader.readLine();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public RawRecord next() {
            if (next == null) {
                throw new NoSuchElementException("the recording has ended");
            }
            String text = next;
            long offset = line++;
            try {
                next = reader.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            UpdateJson.Result result = UpdateJson.parse(text);
            if (result instanceof UpdateJson.Parsed parsed) {
                return RawRecord.of(0, offset, parsed.eventTime(), parsed.key(), parsed.value());
            }
            return RawRecord.withoutTime(
                    0,
                    offset,
                    new byte[0],
                    text.getBytes(StandardCharsets.UTF_8),
                    ((UpdateJson.Malformed) result).detail());
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
