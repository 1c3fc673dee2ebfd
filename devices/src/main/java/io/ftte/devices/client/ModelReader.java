package io.ftte.devices.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.schemas.wire.ModelKey;
import io.ftte.schemas.wire.WireException;
import io.ftte.topics.ClientDefaults;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Feeds a {@link ModelCatalogue} from the model topic, from its beginning and without a consumer
 * group: every reader sees everything. Only committed records count, so a version that the job
 * takes back after a failure is never trained. What cannot be read is passed over and counted.
 */
public final class ModelReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long CLOSE_MS = 2_000;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final ModelCatalogue catalogue;
    private final LongAdder passedOver = new LongAdder();
    private final Thread thread = new Thread(this::run, "model-reader");

    private ModelReader(Consumer<byte[], byte[]> consumer, String topic, ModelCatalogue catalogue) {
        this.consumer = consumer;
        this.topic = topic;
        this.catalogue = catalogue;
    }

    /**
     * Connects and begins to read in a thread of its own.
     *
     * @param clientProperties at least {@code bootstrap.servers}
     * @throws IllegalStateException if the topic does not exist
     * @throws KafkaException if the brokers cannot be reached
     */
    public static ModelReader start(
            Map<String, Object> clientProperties, String topic, ModelCatalogue catalogue) {
        Map<String, Object> properties = ClientDefaults.under(clientProperties);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return start(
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                topic,
                catalogue);
    }

    static ModelReader start(
            Consumer<byte[], byte[]> consumer, String topic, ModelCatalogue catalogue) {
        ModelReader reader = new ModelReader(consumer, topic, catalogue);
        try {
            reader.assign();
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
        reader.thread.setDaemon(true);
        reader.thread.start();
        return reader;
    }

    /**
     * Records that could not be read, or contradicted others: of a later release, or of somebody
     * who should not write there.
     */
    public long passedOver() {
        return passedOver.sum();
    }

    /** Stops reading; the catalogue keeps what it has. Takes at most two seconds. */
    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assign() {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException(
                    "topic " + topic + " does not exist; create it with `ftte topics --create`");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private void run() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    accept(record);
                }
            }
        } catch (WakeupException e) {
            // close() was called.
        } catch (RuntimeException | Error e) {
            catalogue.fail(e);
        }
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            String key = record.key() == null ? "" : new String(record.key(), UTF_8);
            ModelKey.parse(key).ifPresent(catalogue::remove);
            return;
        }
        try {
            catalogue.accept(record.value());
        } catch (WireException e) {
            // Compaction keeps it: whoever stopped here would stop at every start.
            passedOver.increment();
        }
    }
}
