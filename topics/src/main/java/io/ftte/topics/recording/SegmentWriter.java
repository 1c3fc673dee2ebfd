package io.ftte.topics.recording;

import io.ftte.schemas.RecordedRecord;
import io.ftte.schemas.wire.UpdateReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Writes one file of a recording. Until it is {@link #complete}, there is no such file. */
final class SegmentWriter implements Closeable {
    /** Bytes of a block: so much of a damaged file is lost at once, at least. */
    private static final int BLOCK = 64 << 10;

    private final Path file;
    private final String name;
    private final String topic;
    private final int partition;
    private final long from;
    private final MessageDigest sha256 = sha256();
    private final DataFileWriter<RecordedRecord> out;
    private final UpdateReader updates = new UpdateReader();

    private long written;
    private long records;
    private long ticks;
    private long firstTime = Long.MAX_VALUE;
    private long lastTime = Long.MIN_VALUE;
    private long lastTick = Long.MIN_VALUE;

    /**
     * @param directory of the recording
     * @param from offset at which the segment before ended
     */
    SegmentWriter(Path directory, String topic, int partition, long from) throws IOException {
        this.topic = topic;
        this.partition = partition;
        this.from = from;
        name = "%s/%d-%020d.avro".formatted(topic, partition, from);
        file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        OutputStream part = Files.newOutputStream(AtomicFile.part(file));
        // Every reader of Avro knows Snappy, and finds by its checksums which block is damaged.
        out =
                new DataFileWriter<>(new SpecificDatumWriter<>(RecordedRecord.class))
                        .setCodec(CodecFactory.snappyCodec())
                        .setSyncInterval(BLOCK)
                        .create(
                                RecordedRecord.getClassSchema(),
                                new DigestOutputStream(part, sha256));
    }

    void append(ConsumerRecord<byte[], byte[]> record) throws IOException {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        out.append(
                new RecordedRecord(
                        partition,
                        record.offset(),
                        record.timestamp(),
                        record.key() == null ? null : ByteBuffer.wrap(record.key()),
                        ByteBuffer.wrap(value)));
        records++;
        written += value.length;
        firstTime = Math.min(firstTime, record.timestamp());
        lastTime = Math.max(lastTime, record.timestamp());
        if (updates.isTick(value)) {
            ticks++;
            lastTick = Math.max(lastTick, record.timestamp());
        }
    }

    /** Of the values. */
    long bytes() {
        return written;
    }

    long records() {
        return records;
    }

    /**
     * Ends the file and gives it its name.
     *
     * @param to offset that comes next
     */
    Segment complete(long to) throws IOException {
        out.close();
        AtomicFile.complete(AtomicFile.part(file), file);
        return new Segment(
                name,
                topic,
                partition,
                from,
                to,
                records,
                ticks,
                firstTime,
                lastTime,
                ticks == 0 ? OptionalLong.empty() : OptionalLong.of(lastTick),
                Files.size(file),
                HexFormat.of().formatHex(sha256.digest()));
    }

    /** Gives up what is not complete. */
    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(AtomicFile.part(file));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
