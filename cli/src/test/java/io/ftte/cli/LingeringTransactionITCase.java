package io.ftte.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.Runbook;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TopicSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.tools.TransactionsCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a job that was killed and not restarted does to readers, and what helps. */
@ExtendWith(SharedKafka.class)
class LingeringTransactionITCase {
    private static final String ID = "ftte-aggregation-models-0-1-7";
    private static final TopicPartition PARTITION = new TopicPartition("lingering.models", 0);
    private static final long TOOL_SECONDS = 60;

    @Test
    void openTransaction_blocksReadersUntilItIsTerminated() throws Exception {
        TopicSet.create("lingering");
        Runbook runbook = Runbook.section("Lingering transactions");
        try (KafkaProducer<byte[], byte[]> killed = producer(ID);
                KafkaProducer<byte[], byte[]> alive = producer("another-job")) {
            begin(killed, "killed");
            begin(alive, "alive");
            alive.commitTransaction();
            assertThat(committed()).as("behind the open transaction").isEmpty();

            assertThat(tool(runbook, 0)).contains(ID, "Ongoing").doesNotContain("another-job");
            tool(runbook, 1);

            assertThat(committed()).containsExactly("alive");
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", SharedKafka.bootstrapServers());
        properties.put("transactional.id", transactionalId);
        properties.put("transaction.timeout.ms", "840000");
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void begin(KafkaProducer<byte[], byte[]> producer, String value)
            throws Exception {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(
                        new ProducerRecord<>(
                                PARTITION.topic(),
                                PARTITION.partition(),
                                value.getBytes(UTF_8),
                                value.getBytes(UTF_8)))
                .get();
    }

    /** Up to where such readers may read now. */
    private static List<String> committed() {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                SharedKafka.bootstrapServers(),
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    values.add(new String(record.value(), UTF_8));
                }
            }
        }
        return values;
    }

    /** The class behind {@code kafka-transactions.sh}, which ends its JVM where it fails. */
    private static String tool(Runbook runbook, int command)
            throws IOException, InterruptedException {
        assertThat(runbook.commands().get(command)).first().isEqualTo("kafka-transactions.sh");
        List<String> line =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                TransactionsCommand.class.getName()));
        line.addAll(
                runbook.arguments(command, Map.of("kafka:9092", SharedKafka.bootstrapServers())));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
