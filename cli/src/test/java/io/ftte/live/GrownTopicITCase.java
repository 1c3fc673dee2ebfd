package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.RunningJob;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TestModels;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What others do to the update topic while the job reads it: partitions that are added, so that a
 * device's later records lie elsewhere than its earlier ones, and a transaction that stays open.
 */
@ExtendWith(SharedKafka.class)
class GrownTopicITCase {
    private static final int PARAMETERS = 300;
    private static final int BUFFER = 10;
    private static final int DEVICES = 20;
    private static final int ROUNDS = 10;

    @TempDir private Path temp;

    @Test
    void partitionsAdded_whileAFleetWrites_nothingGenuineIsRefusedAndAReplayIsEqual()
            throws Exception {
        JobTopics topics = topics("grown");
        ModelDefinition model =
                TestModels.zeros("m", PARAMETERS, BUFFER, System.currentTimeMillis());
        List<VersionLineage> live;
        try (RunningJob job = RunningJob.start(topics.options())) {
            topics.register(model);
            for (int round = 0; round < ROUNDS; round++) {
                send(topics, round, 2);
                if (round == ROUNDS / 2 - 1) {
                    grow(topics, 4);
                }
            }
            // To any of the partitions, as clients with another partitioner do.
            for (int round = ROUNDS; round < 2 * ROUNDS; round++) {
                send(topics, round, 4);
            }
            job.await(
                    "all versions", () -> topics.lineage().size() == 2 * ROUNDS * DEVICES / BUFFER);
            live = topics.lineage();
        }
        assertThat(topics.rejected()).isEmpty();
        for (String parallelism : List.of("1", "3")) {
            List<VersionLineage> replayed =
                    JobTopics.named(
                                    topics.conf().jobName(),
                                    Map.of("out-of-orderness", "500ms", "parallelism", parallelism))
                            .replay(model, temp)
                            .lineage();
            assertThat(replayed).as("parallelism " + parallelism).isEqualTo(live);
        }
    }

    @Test
    void transactionThatStaysOpen_holdsNobodyUp() throws Exception {
        JobTopics topics = topics("held");
        ModelDefinition model =
                TestModels.zeros("m", PARAMETERS, BUFFER, System.currentTimeMillis());
        Properties properties = topics.conf().brokers().properties();
        properties.put("transactional.id", "somebody-else");
        properties.put("transaction.timeout.ms", "600000");
        try (RunningJob job = RunningJob.start(topics.options());
                KafkaProducer<byte[], byte[]> stranger =
                        new KafkaProducer<>(
                                properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            topics.register(model);
            stranger.initTransactions();
            stranger.beginTransaction();
            for (int partition = 0; partition < 2; partition++) {
                stranger.send(record(topics, "stranger-" + partition, 0, partition)).get();
            }
            send(topics, 0, 2);
            job.await("a version", () -> !topics.lineage().isEmpty());

            List<VersionLineage> live = topics.lineage();
            assertThat(
                            JobTopics.named(
                                            topics.conf().jobName(),
                                            Map.of("out-of-orderness", "500ms"))
                                    .replay(model, temp)
                                    .lineage())
                    .as("a replay ends while the transaction is open")
                    .startsWith(live.toArray(new VersionLineage[0]));
            stranger.abortTransaction();
        }
    }

    private JobTopics topics(String name) throws Exception {
        return JobTopics.create(
                name,
                2,
                Map.of(
                        "out-of-orderness", "500ms",
                        "tick-interval", "200ms",
                        "checkpoint-interval", "500ms",
                        "checkpoint-dir", temp.resolve("checkpoints").toUri().toString(),
                        "parallelism", "2"));
    }

    private static void grow(JobTopics topics, int partitions) throws Exception {
        try (Admin admin = topics.conf().brokers().open()) {
            admin.createPartitions(Map.of(topics.updates(), NewPartitions.increaseTo(partitions)))
                    .all()
                    .get();
        }
    }

    /** One update of each device, on a partition that changes from round to round. */
    private static void send(JobTopics topics, int round, int partitions) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int device = 0; device < DEVICES; device++) {
            records.add(record(topics, "device-" + device, round, (device + round) % partitions));
        }
        topics.send(records);
    }

    private static ProducerRecord<byte[], byte[]> record(
            JobTopics topics, String device, long sequence, int partition) {
        ProducerRecord<byte[], byte[]> record =
                TestModels.record(
                        topics.updates(),
                        TestModels.update("m", device, sequence, 0, PARAMETERS),
                        System.currentTimeMillis());
        return new ProducerRecord<>(
                record.topic(), partition, record.timestamp(), record.key(), record.value());
    }
}
