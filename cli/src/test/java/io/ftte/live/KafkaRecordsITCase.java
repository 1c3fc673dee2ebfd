package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.SharedKafka;
import io.ftte.jobs.live.KafkaRecords;
import io.ftte.operators.data.UpdateRecords;
import io.ftte.operators.stream.RawRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Updates that a checkpoint names by their places, read from the topic again. */
@ExtendWith(SharedKafka.class)
class KafkaRecordsITCase {
    private static final int RECORDS = 2_000;

    private final JobTopics topics;

    KafkaRecordsITCase() throws Exception {
        topics = JobTopics.create("read-again-" + System.nanoTime(), 2, Map.of());
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            records.add(
                    new ProducerRecord<>(
                            topics.updates(), i % 2, null, null, new byte[] {(byte) i, 1}));
        }
        topics.send(records);
    }

    private void assertReads(UpdateRecords.Reader reader, int partition, long offset)
            throws Exception {
        List<RawRecord> run = reader.read(partition, offset);
        for (int i = 0; i < run.size(); i++) {
            assertThat(run.get(i).partition()).isEqualTo(partition);
            assertThat(run.get(i).offset()).isEqualTo(offset + i);
            assertThat(run.get(i).value()[0]).isEqualTo((byte) (2 * (offset + i) + partition));
        }
    }

    @Test
    void read_forwardsBackwardsAndOfSeveralPartitions_givesWhatIsThere() throws Exception {
        try (UpdateRecords.Reader reader = KafkaRecords.of(topics.conf()).open()) {
            for (long offset : List.of(0L, 500L, 501L, 999L, 3L)) {
                assertReads(reader, 0, offset);
                assertReads(reader, 1, offset);
            }
        }
    }

    @Test
    void read_whatRetentionTook_saysSoInOneLine() throws Exception {
        try (Admin admin = topics.conf().brokers().open();
                UpdateRecords.Reader reader = KafkaRecords.of(topics.conf()).open()) {
            TopicPartition partition = new TopicPartition(topics.updates(), 1);
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(10))).all().get();
            assertThatThrownBy(() -> reader.read(1, 9))
                    .hasMessageStartingWith(
                            "offset 9 of partition 1 of " + topics.updates() + " is gone")
                    .hasMessageContaining("retention.ms");
            assertReads(reader, 1, 10);
        }
    }
}
