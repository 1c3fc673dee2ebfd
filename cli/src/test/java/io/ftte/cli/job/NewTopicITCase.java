package io.ftte.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.SharedKafka;
import io.ftte.topics.TopicAdmin;
import io.ftte.topics.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is sent to topics at the moment at which they are made. */
@ExtendWith(SharedKafka.class)
class NewTopicITCase {
    private static final int PARTITIONS = 100;
    private static final int RECORDS = 6;

    /** Two make a batch: each partition gets three batches, all under way at once. */
    private static final int RECORD_BYTES = 8_000;

    @Test
    void create_producerWithSeveralRequestsUnderWay_deliversAtOnce() throws Exception {
        Map<String, Object> brokers = Map.of("bootstrap.servers", SharedKafka.bootstrapServers());
        try (Admin admin = Admin.create(brokers);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(
                                brokers, new ByteArraySerializer(), new ByteArraySerializer())) {
            TopicSpec topic =
                    new TopicSpec("new-topic", PARTITIONS, OptionalInt.empty(), List.of());
            new TopicAdmin(admin, SharedKafka.bootstrapServers(), "").create(List.of(topic), 1);

            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int record = 0; record < RECORDS; record++) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    byte[] value = new byte[RECORD_BYTES];
                    sent.add(
                            producer.send(
                                    new ProducerRecord<>(topic.name(), partition, null, value)));
                }
            }

            for (Future<RecordMetadata> one : sent) {
                assertThat(one.get(20, TimeUnit.SECONDS).hasOffset()).isTrue();
            }
        }
    }
}
