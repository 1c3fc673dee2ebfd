package io.ftte.topics;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics from their beginning to what was their end when the reader was opened, or from there
 * on; all partitions, committed records only, without a consumer group.
 */
public final class TopicReader implements AutoCloseable {
    private final List<String> topics;
    private final Duration patience;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;

    /**
     * Of all that the topics hold.
     *
     * @throws IOException if there is no such topic
     * @throws org.apache.kafka.common.KafkaException if no broker answers
     */
    public static TopicReader fromBeginning(Brokers brokers, String... topics) throws IOException {
        TopicReader reader = new TopicReader(brokers, topics);
        reader.consumer.seekToBeginning(reader.ends.keySet());
        return reader;
    }

    /** Of what is written from now on; the end is the beginning. */
    public static TopicReader fromEnd(Brokers brokers, String... topics) throws IOException {
        TopicReader reader = new TopicReader(brokers, topics);
        reader.ends.forEach(reader.consumer::seek);
        return reader;
    }

    /**
     * Of what has been written since a moment, by the records' times, and goes on being written.
     */
    public static TopicReader since(Brokers brokers, Instant moment, String... topics)
            throws IOException {
        TopicReader reader = new TopicReader(brokers, topics);
        Map<TopicPartition, Long> times = new HashMap<>();
        reader.ends.keySet().forEach(partition -> times.put(partition, moment.toEpochMilli()));
        reader.consumer
                .offsetsForTimes(times)
                .forEach(
                        (partition, first) ->
                                reader.consumer.seek(
                                        partition,
                                        first == null
                                                ? reader.ends.get(partition)
                                                : first.offset()));
        return reader;
    }

    private TopicReader(Brokers brokers, String... topics) throws IOException {
        Properties properties = brokers.properties();
        properties.put("isolation.level", "read_committed");
        properties.put("allow.auto.create.topics", "false");
        patience = brokers.timeout();
        properties.put("default.api.timeout.ms", Long.toString(patience.toMillis()));
        this.topics = List.of(topics);
        consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : topics) {
                partitions.addAll(partitions(topic));
            }
            consumer.assign(partitions);
            ends = consumer.endOffsets(partitions);
        } catch (IOException | RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private List<TopicPartition> partitions(String topic) throws IOException {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new IOException(
                    "There is no topic %s; ./ftte topics --check says how to create it"
                            .formatted(topic));
        }
        return partitions;
    }

    /** Whether every record has been read. */
    public boolean atEnd() {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /**
     * The next records, of all partitions; a tombstone has no value. May go beyond the end.
     *
     * @throws IOException if the brokers have nothing to give although the end is not reached
     */
    public Iterable<ConsumerRecord<byte[], byte[]>> poll() throws IOException {
        long before = read();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(patience);
        if (records.isEmpty() && read() == before) {
            throw new IOException(
                    "No broker has answered for %d s while %s was read; try again"
                            .formatted(patience.toSeconds(), String.join(", ", topics)));
        }
        return records;
    }

    /** The same, also beyond the end, where there may be nothing for so long. */
    public Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration patience) {
        return consumer.poll(patience);
    }

    /**
     * By topic, how far the reader is behind the end as it is now, in offsets; marks of
     * transactions count among them.
     *
     * @throws org.apache.kafka.common.errors.TimeoutException if no broker answers in this time
     */
    public Map<String, Long> behind(Duration patience) {
        Map<String, Long> behind = new HashMap<>();
        consumer.endOffsets(ends.keySet(), patience)
                .forEach(
                        (partition, end) ->
                                behind.merge(
                                        partition.topic(),
                                        Math.max(0, end - consumer.position(partition, patience)),
                                        Long::sum));
        return behind;
    }

    /** What to say of a record that cannot be read. */
    public static IOException damaged(ConsumerRecord<byte[], byte[]> record, Exception cause) {
        return new IOException(
                "%s-%d, offset %d: %s"
                        .formatted(
                                record.topic(),
                                record.partition(),
                                record.offset(),
                                cause.getMessage()),
                cause);
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** Grows even where only the marks of transactions were passed. */
    private long read() {
        return ends.keySet().stream().mapToLong(consumer::position).sum();
    }
}
