package io.ftte.jobs.live;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.operators.data.UpdateRecords;
import io.ftte.operators.stream.RawRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The update topic, read again from places that a checkpoint names.
 *
 * @param properties of a Kafka client
 * @param patience how long to wait for a broker
 */
public record KafkaRecords(String topic, Properties properties, Duration patience)
        implements UpdateRecords {

    public static KafkaRecords of(AggregationConf conf) {
        Properties properties = Patience.properties(conf);
        // Without a group: nobody's position moves.
        properties.setProperty("auto.offset.reset", "none");
        properties.setProperty("isolation.level", "read_uncommitted");
        properties.setProperty("allow.auto.create.topics", "false");
        return new KafkaRecords(conf.topics().updates(), properties, conf.patience());
    }

    @Override
    public Reader open() {
        return new TopicPlaces(
                topic,
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                patience);
    }

    private static final class TopicPlaces implements Reader {
        private final String topic;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Duration patience;
        private final Set<TopicPartition> assigned = new HashSet<>();

        TopicPlaces(String topic, KafkaConsumer<byte[], byte[]> consumer, Duration patience) {
            this.topic = topic;
            this.consumer = consumer;
            this.patience = patience;
        }

        @Override
        public List<RawRecord> read(int partition, long offset) throws IOException {
            TopicPartition place = new TopicPartition(topic, partition);
            if (assigned.add(place)) {
                consumer.assign(assigned);
                consumer.seek(place, offset);
            } else if (consumer.position(place) != offset) {
                consumer.seek(place, offset);
            }
            // What was fetched of a partition that is paused is kept until it is asked for.
            consumer.pause(assigned);
            consumer.resume(Set.of(place));
            List<ConsumerRecord<byte[], byte[]>> records;
            try {
                records = consumer.poll(patience).records(place);
            } catch (OffsetOutOfRangeException e) {
                throw gone(partition, offset);
            }
            if (records.isEmpty()) {
                throw new IOException(
                        "no broker gave offset %d of partition %d of %s within %s: see to the brokers"
                                .formatted(offset, partition, topic, patience));
            }
            if (records.get(0).offset() != offset) {
                throw gone(partition, offset);
            }
            return records.stream().map(RawDeserializer::raw).toList();
        }

        private IOException gone(int partition, long offset) {
            return new IOException(
                    ("offset %d of partition %d of %s is gone, and an update there waits for its"
                         + " turn since the checkpoint: keep updates longer than a job may be down"
                         + " (retention.ms of the topic), or start with --fresh-start")
                            .formatted(offset, partition, topic));
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
