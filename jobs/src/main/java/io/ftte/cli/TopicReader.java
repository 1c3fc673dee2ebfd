package io.ftte.cli;

import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.KafkaConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a topic from its beginning to what was its end when the reader was opened, or from there
 * on; committed records only.
 */
final class TopicReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;

    /**
     * From the beginning.
     *
     * @throws IOException if there is no such topic
     * @throws org.apache.kafka.common.KafkaException if no broker answers
     */
    TopicReader(AggregationConf conf, String topic) throws IOException {
        this(conf, topic, false);
    }

    /** Of what is written from now on; the end is the beginning. */
    static TopicReader fromEnd(AggregationConf conf, String topic) throws IOException {
        return new TopicReader(conf, topic, true);
    }

    private TopicReader(AggregationConf conf, String topic, boolean fromEnd) throws IOException {
        Properties properties = KafkaConnection.properties(conf);
        properties.put("isolation.level", "read_committed");
        properties.put("allow.auto.create.topics", "false");
        properties.put("default.api.timeout.ms", Long.toString(PATIENCE.toMillis()));
        this.topic = topic;
        consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            if (partitions.isEmpty()) {
                throw new IOException(
                        "There is no topic %s; ./ftte topics --check says how to create it"
                                .formatted(topic));
            }
            consumer.assign(partitions);
            ends = consumer.endOffsets(partitions);
            if (fromEnd) {
                ends.forEach(consumer::seek);
            } else {
                consumer.seekToBeginning(partitions);
            }
        } catch (IOException | RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Whether every record has been read. */
    boolean atEnd() {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /**
     * The next records, of all partitions; a tombstone has no value. May go beyond the end.
     *
     * @throws IOException if the brokers have nothing to give although the end is not reached
     */
    Iterable<ConsumerRecord<byte[], byte[]>> poll() throws IOException {
        long before = read();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(PATIENCE);
        if (records.isEmpty() && read() == before) {
            throw new IOException(
                    "No broker has answered for %d s while %s was read; try again"
                            .formatted(PATIENCE.toSeconds(), topic));
        }
        return records;
    }

    /** The same, also beyond the end, where there may be nothing for so long. */
    Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration patience) {
        return consumer.poll(patience);
    }

    /** What to say of a record that cannot be read. */
    static IOException damaged(ConsumerRecord<byte[], byte[]> record, Exception cause) {
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
