package io.ftte.cluster;

import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.TestModels;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What somebody else does to the topics while a fleet trains; none of it may cost the fleet. */
enum Stranger {
    /** The fleet's later records lie elsewhere than its earlier ones. */
    PARTITIONS("partitions added, from 4 to 7") {
        @Override
        AutoCloseable strike(FleetTrial fleet) throws Exception {
            try (Admin admin = fleet.topics().conf().brokers().open()) {
                admin.createPartitions(
                                Map.of(
                                        fleet.topics().updates(),
                                        NewPartitions.increaseTo(RecordedStream.PARTITIONS + 3)))
                        .all()
                        .get();
            }
            return () -> {};
        }
    },

    /** It times out long after the row has ended. */
    TRANSACTION("a transaction of somebody else open on every partition") {
        @Override
        AutoCloseable strike(FleetTrial fleet) throws Exception {
            JobTopics topics = fleet.topics();
            Properties properties = topics.conf().brokers().properties();
            properties.put("transactional.id", "somebody-else");
            properties.put("transaction.timeout.ms", "600000");
            KafkaProducer<byte[], byte[]> stranger =
                    new KafkaProducer<>(
                            properties, new ByteArraySerializer(), new ByteArraySerializer());
            stranger.initTransactions();
            stranger.beginTransaction();
            for (int partition = 0; partition < RecordedStream.PARTITIONS; partition++) {
                ProducerRecord<byte[], byte[]> record =
                        fleet.update("stranger", partition, System.currentTimeMillis());
                stranger.send(
                                new ProducerRecord<>(
                                        record.topic(),
                                        partition,
                                        record.timestamp(),
                                        record.key(),
                                        record.value()))
                        .get();
            }
            return stranger::close;
        }
    },

    /** Every device on its partition would be late if it could move time. */
    CLOCK("a device whose clock is ahead by 9 of the 10 s that are believed") {
        @Override
        AutoCloseable strike(FleetTrial fleet) throws Exception {
            for (int i = 0; i < 20; i++) {
                fleet.topics()
                        .send(
                                List.of(
                                        fleet.update(
                                                "ahead", i, System.currentTimeMillis() + 9_000)));
            }
            return () -> {};
        }
    },

    /** Claims of a size that nobody has memory for. */
    REGISTRATION("a registration of 600 million parameters beside it") {
        @Override
        AutoCloseable strike(FleetTrial fleet) throws Exception {
            JobTopics topics = fleet.topics();
            ModelRegistration head =
                    ModelRegistration.newBuilder(
                                    TestModels.zeros("poison", 100, 2, System.currentTimeMillis())
                                            .head())
                            .setParameterCount(600_000_000)
                            .build();
            topics.send(
                    List.of(
                            new ProducerRecord<>(
                                    topics.conf().topics().control(),
                                    ControlKey.head("poison")
                                            .toString()
                                            .getBytes(StandardCharsets.UTF_8),
                                    RecordCodec.encode(head))));
            SubmittedJob.await("the refusal", () -> refused(topics).contains("poison"));
            return () -> {};
        }
    };

    private final String text;

    Stranger(String text) {
        this.text = text;
    }

    /** What happens, in Markdown. */
    String text() {
        return text;
    }

    /** Does it; what it holds open ends with the result. */
    abstract AutoCloseable strike(FleetTrial fleet) throws Exception;

    private static Set<String> refused(JobTopics topics) throws WireException {
        return topics.rejected().stream()
                .map(refusal -> String.valueOf(refusal.getModelId()))
                .collect(Collectors.toSet());
    }
}
