package io.ftte.devices.client;

import io.ftte.topics.ClientDefaults;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts the helper's shares of updates on its topic, on its own Kafka. One that cannot be delivered
 * in the producer's time is given up: the update is then refused as incomplete, and the device's
 * next one counts. May be shared by any number of devices and threads.
 */
public final class SeedSender implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    SeedSender(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /**
     * @param clientProperties of the helper's Kafka, at least {@code bootstrap.servers}
     * @param topic of its shares
     */
    public static SeedSender connect(Map<String, Object> clientProperties, String topic) {
        Map<String, Object> properties = ClientDefaults.under(clientProperties);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        return new SeedSender(
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer()),
                topic);
    }

    /**
     * Hands a share to the producer and returns before it is acknowledged.
     *
     * @throws IllegalStateException if an earlier one was refused
     */
    void send(String deviceId, long endOfTrainingMs, byte[] share) {
        Exception cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException(
                    "shares cannot be written to " + topic + ": " + cause.getMessage(), cause);
        }
        byte[] key = deviceId.getBytes(StandardCharsets.UTF_8);
        producer.send(
                new ProducerRecord<>(topic, null, endOfTrainingMs, key, share),
                (metadata, exception) -> {
                    if (exception != null && !(exception instanceof RetriableException)) {
                        failure.compareAndSet(null, exception);
                    }
                });
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
