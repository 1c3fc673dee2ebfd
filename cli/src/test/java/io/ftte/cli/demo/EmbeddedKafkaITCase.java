package io.ftte.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaITCase {
    private static final TopicPartition PARTITION = new TopicPartition("letters", 0);

    @Test
    void close_afterTransaction_leavesNoThreadAndNoDirectory() throws Exception {
        Set<Long> before = liveThreads().keySet();
        Path directory;
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            directory = kafka.directory();
            assertThat(directory).isDirectory();
            createTopic(kafka);
            produce(kafka, "hello");
            assertThat(consume(kafka)).containsExactly("hello");
        }

        assertThat(directory).doesNotExist();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> {
                            Map<Long, String> left = liveThreads();
                            left.keySet().removeAll(before);
                            assertThat(left.values()).isEmpty();
                        });
    }

    @Test
    void close_twice_isFine() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start();
        kafka.close();
        kafka.close();

        assertThat(kafka.directory()).doesNotExist();
    }

    private static void createTopic(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1))).all().get();
        }
    }

    private static void produce(EmbeddedKafka kafka, String text) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "transactional.id",
                                "test"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(PARTITION.topic(), text.getBytes(UTF_8)));
            producer.commitTransaction();
        }
    }

    private static List<String> consume(EmbeddedKafka kafka) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            return consumer.poll(Duration.ofSeconds(20)).records(PARTITION).stream()
                    .map(ConsumerRecord::value)
                    .map(value -> new String(value, UTF_8))
                    .toList();
        }
    }

    /** Without the two meter threads that Kafka's metrics library keeps once per JVM (daemons). */
    private static Map<Long, String> liveThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .filter(thread -> !thread.getName().startsWith("metrics-meter-tick-thread"))
                .filter(thread -> !thread.getName().startsWith("awaitility"))
                .collect(Collectors.toMap(Thread::getId, Thread::getName));
    }
}
