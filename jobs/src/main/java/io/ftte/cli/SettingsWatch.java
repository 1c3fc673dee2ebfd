package io.ftte.cli;

import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.KafkaConnection;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.SettingsHash;
import io.ftte.schemas.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Sees in the lineage, from its end at the opening on, when settings have come into force. */
final class SettingsWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;

    SettingsWatch(AggregationConf conf) {
        topic = conf.topics().lineage();
        Properties properties = KafkaConnection.properties(conf);
        properties.put("isolation.level", "read_committed");
        consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** The first version that these settings made; empty where patience ends before it comes. */
    OptionalLong firstVersion(String modelId, AggregationSettings settings, Duration patience)
            throws IOException {
        ByteBuffer hash = ByteBuffer.wrap(SettingsHash.of(settings));
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                VersionLineage version = decode(record);
                if (version.getModelId().equals(modelId)
                        && version.getSettingsHash().equals(hash)) {
                    return OptionalLong.of(version.getVersion());
                }
            }
        }
        return OptionalLong.empty();
    }

    private VersionLineage decode(ConsumerRecord<byte[], byte[]> record) throws IOException {
        try {
            return RecordCodec.decode(record.value(), VersionLineage.class);
        } catch (WireException e) {
            throw new IOException(
                    "%s-%d, offset %d: %s"
                            .formatted(topic, record.partition(), record.offset(), e.getMessage()),
                    e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
