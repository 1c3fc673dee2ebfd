package io.ftte.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.SharedKafka;
import io.ftte.schemas.RepublishRequest;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.topics.ControlWriter;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedKafka.class)
class ControlWriterITCase {
    private static final int WRITES = 60;

    /** Offsets that a transaction of one record takes: the record's and its marker's. */
    private static final long OFFSETS = 2;

    /** A command that follows another one must see what that one wrote. */
    @Test
    void write_returned_readersOfCommittedRecordsSeeIt() throws Exception {
        JobTopics topics = JobTopics.create("readable", 1, Map.of());
        TopicPartition control = new TopicPartition(topics.conf().topics().control(), 0);
        ControlWriter writer =
                new ControlWriter(topics.conf().brokers(), control.topic(), "readable");
        ControlRecord request =
                new ControlRecord(
                        ControlKey.republish("m"), RecordCodec.encode(new RepublishRequest("m")));
        Map<String, Object> properties =
                Map.of(
                        "bootstrap.servers",
                        SharedKafka.bootstrapServers(),
                        "isolation.level",
                        "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (int i = 1; i <= WRITES; i++) {
                writer.write("m", List.of(request));
                assertThat(consumer.endOffsets(List.of(control)))
                        .as("after %d writes", i)
                        .containsEntry(control, i * OFFSETS);
            }
        }
    }
}
