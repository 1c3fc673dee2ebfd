package io.ftte.topics.recording;

import io.ftte.schemas.RecordedRecord;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * An Avro container of {@link RecordedRecord}, block by block. Avro's own reader takes an empty
 * block, which is legal, and a file that was cut short, which is not, for the end.
 */
public final class ContainerReader implements Closeable {
    private static final int SYNC_BYTES = 16;
    private static final int BUFFER = 1 << 18;

    private final Path path;
    private final long length;
    private final SeekableByteChannel channel;
    private final SpecificDatumReader<RecordedRecord> records;
    private final BlockCodec codec;
    private final String codecName;
    private final byte[] sync;

    /** Whether the file was written with the schema of today. */
    private final boolean isPresent;

    private DataInputStream in;

    /** Where the present block begins, and where the next one does. */
    private long block;

    private long next;

    private BinaryDecoder decoder;
    private long left;

    /** The last record that was read, for who asks where a damage lies. */
    private Optional<RecordedRecord> last = Optional.empty();

    /**
     * Reads the header.
     *
     * @throws IOException one line, where the file is no Avro container, or none of a recording
     */
    public ContainerReader(Path path) throws IOException {
        this.path = path;
        length = Files.size(path);
        records = new SpecificDatumReader<>(RecordedRecord.class);
        try (DataFileReader<RecordedRecord> header =
                new DataFileReader<>(path.toFile(), new SpecificDatumReader<>())) {
            requireRecordings(header.getSchema());
            records.setSchema(header.getSchema());
            isPresent =
                    SchemaNormalization.parsingFingerprint64(header.getSchema())
                            == SchemaNormalization.parsingFingerprint64(
                                    RecordedRecord.getClassSchema());
            records.setExpected(RecordedRecord.getClassSchema());
            String named = header.getMetaString("avro.codec");
            codecName = named == null ? "null" : named;
            codec = BlockCodec.named(codecName);
            next = header.previousSync();
        } catch (NotARecording e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Without a schema in its header, Avro throws what it happens to throw.
            throw new IOException(
                    path + " is no Avro recording" + codec(e) + "; name another file", e);
        }
        channel = Files.newByteChannel(path);
        try {
            seek(next - SYNC_BYTES);
            sync = in.readNBytes(SYNC_BYTES);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static final class NotARecording extends IOException {
        private static final long serialVersionUID = 1;

        NotARecording(String message) {
            super(message);
        }
    }

    /** Names the codec where it is one that Avro does not know. */
    private static String codec(Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("Unrecognized codec") ? " (" + message + ")" : "";
    }

    private void requireRecordings(Schema writer) throws NotARecording {
        Schema expected = RecordedRecord.getClassSchema();
        if (SchemaCompatibility.checkReaderWriterCompatibility(expected, writer).getType()
                != SchemaCompatibilityType.COMPATIBLE) {
            throw new NotARecording(
                    "%s is no recording: it holds %s, not %s; name another file"
                            .formatted(path, writer.getFullName(), expected.getFullName()));
        }
    }

    private void seek(long position) throws IOException {
        channel.position(position);
        in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), BUFFER));
    }

    /**
     * The next record, or nothing at the end.
     *
     * @throws DamagedFileException where the file does not go on as it should; {@link #skip} goes
     *     on behind that
     */
    public Optional<RecordedRecord> read() throws DamagedFileException {
        try {
            while (left == 0) {
                if (decoder != null && !decoder.isEnd()) {
                    throw new IOException("a block has more bytes than its records take");
                }
                if (next == length) {
                    decoder = null;
                    return Optional.empty();
                }
                readBlock();
            }
            last = Optional.of(isPresent ? present() : records.read(null, decoder));
            left--;
            return last;
        } catch (EOFException e) {
            throw damaged("it is cut short", e);
        } catch (IOException | AvroRuntimeException | ArithmeticException e) {
            throw damaged(e.getMessage(), e);
        } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw damaged("a record has no such length", e);
        }
    }

    /** Field by field: resolving the schema against itself costs more than all else here. */
    private RecordedRecord present() throws IOException {
        return new RecordedRecord(
                decoder.readInt(),
                decoder.readLong(),
                decoder.readLong(),
                decoder.readIndex() == 0 ? null : decoder.readBytes(null),
                decoder.readBytes(null));
    }

    private void readBlock() throws IOException {
        block = next;
        long[] count = varint();
        long[] bytes = varint();
        long end = block + count[1] + bytes[1] + bytes[0] + SYNC_BYTES;
        if (count[0] < 0 || bytes[0] < 0 || bytes[0] > Integer.MAX_VALUE || end > length) {
            throw new EOFException();
        }
        byte[] content = in.readNBytes((int) bytes[0]);
        if (!Arrays.equals(in.readNBytes(SYNC_BYTES), sync)) {
            throw new IOException("a block does not end where it says");
        }
        next = end;
        ByteBuffer plain = decompress(content);
        decoder =
                DecoderFactory.get()
                        .binaryDecoder(
                                plain.array(),
                                plain.arrayOffset() + plain.position(),
                                plain.remaining(),
                                decoder);
        left = count[0];
    }

    private ByteBuffer decompress(byte[] content) throws IOException {
        try {
            return codec.decompress(content);
        } catch (NoClassDefFoundError e) {
            throw new IOException(
                    "it is compressed by " + codecName + ", which is not read here", e);
        }
    }

    /** A number as Avro writes it, and how many bytes it took. */
    private long[] varint() throws IOException {
        long zigzag = 0;
        for (int i = 0; i < Long.BYTES + 2; i++) {
            int read = in.readUnsignedByte();
            zigzag |= (long) (read & 0x7F) << 7 * i;
            if (read < 0x80) {
                return new long[] {zigzag >>> 1 ^ -(zigzag & 1), i + 1};
            }
        }
        throw new IOException("a number has no end");
    }

    private DamagedFileException damaged(String how, Exception cause) {
        String behind =
                last.map(
                                record ->
                                        ", behind offset %d of partition %d"
                                                .formatted(
                                                        record.getOffset(), record.getPartition()))
                        .orElse("");
        return new DamagedFileException(
                "%s is damaged after byte %d of %d%s (%s)"
                        .formatted(path, block, length, behind, how),
                cause);
    }

    /** Goes to the first block that begins behind the damage, or to the end. */
    public void skip() throws IOException {
        decoder = null;
        left = 0;
        long sought = ByteBuffer.wrap(sync).getLong(0);
        long rest = ByteBuffer.wrap(sync).getLong(Long.BYTES);
        long upper = 0;
        long lower = 0;
        seek(block);
        for (long at = block + 1; at <= length; at++) {
            upper = upper << Byte.SIZE | lower >>> Long.SIZE - Byte.SIZE;
            lower = lower << Byte.SIZE | in.readUnsignedByte();
            if (upper == sought && lower == rest && at >= block + SYNC_BYTES) {
                next = at;
                return;
            }
        }
        next = length;
    }

    /** Bytes of the file that have been passed, of {@link #length}. */
    public long position() {
        return left > 0 ? block : next;
    }

    public long length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
