package io.ftte.topics.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The recording of one partition. */
final class Lane {
    private final Path directory;
    private final TopicPartition partition;
    private final long end;

    private SegmentWriter segment;
    private long next;

    /**
     * @param next offset to begin with
     * @param end one past the last; {@link Long#MAX_VALUE} where there is none
     */
    Lane(Path directory, TopicPartition partition, long next, long end) {
        this.directory = directory;
        this.partition = partition;
        this.next = next;
        this.end = Math.max(next, end);
    }

    TopicPartition partition() {
        return partition;
    }

    long next() {
        return next;
    }

    boolean isAtEnd() {
        return next >= end;
    }

    /** Offsets that are still to come. */
    long left() {
        return end - next;
    }

    /** Takes a record, unless it lies behind the end. */
    boolean append(ConsumerRecord<byte[], byte[]> record) throws IOException {
        if (record.offset() >= end) {
            next = end;
            return false;
        }
        if (segment == null) {
            segment = new SegmentWriter(directory, partition.topic(), partition.partition(), next);
        }
        segment.append(record);
        next = record.offset() + 1;
        return true;
    }

    /** Passes over what holds no record, such as the marks of transactions. */
    void reach(long position) {
        next = Math.max(next, Math.min(position, end));
    }

    boolean isLargerThan(long bytes) {
        return segment != null && segment.bytes() >= bytes;
    }

    /** Ends the file, if there is one. */
    Optional<Segment> complete() throws IOException {
        if (segment == null) {
            return Optional.empty();
        }
        Segment complete = segment.complete(next);
        segment = null;
        return Optional.of(complete);
    }

    /** Gives up what is not complete. */
    void abandon() throws IOException {
        if (segment != null) {
            segment.close();
            segment = null;
        }
    }
}
