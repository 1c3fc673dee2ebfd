package io.ftte.devices.client;

import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.topics.ClientDefaults;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts updates on the update topic: key is the device id, timestamp the end of training, large
 * updates travel in chunks. All chunks of a device go to one partition, in order. May be shared by
 * any number of devices and threads.
 */
public final class UpdateSender implements UpdateSink, AutoCloseable {

    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final int MAX_BLOCK_MS = 10_000;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final UpdateChunks chunks;
    private final DeviceKeys keys;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final LongAdder updates = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    UpdateSender(
            Producer<byte[], byte[]> producer, String topic, UpdateChunks chunks, DeviceKeys keys) {
        this.producer = producer;
        this.topic = topic;
        this.chunks = chunks;
        this.keys = keys;
    }

    /**
     * Of devices that do not sign.
     *
     * @param clientProperties at least {@code bootstrap.servers}
     */
    public static UpdateSender connect(
            Map<String, Object> clientProperties, String topic, UpdateChunks chunks) {
        return connect(clientProperties, topic, chunks, DeviceKeys.none());
    }

    /**
     * @param clientProperties at least {@code bootstrap.servers}
     * @param keys by which devices sign each chunk
     */
    public static UpdateSender connect(
            Map<String, Object> clientProperties,
            String topic,
            UpdateChunks chunks,
            DeviceKeys keys) {
        Map<String, Object> properties = ClientDefaults.under(clientProperties);
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // A broker that was killed remembers the last batch of a producer only, and one that has
        // just made a partition none: what comes before that it refuses as out of order until the
        // producer gives it up.
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return new UpdateSender(
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer()),
                topic,
                chunks,
                keys);
    }

    /**
     * Hands the update to the producer and returns before it is acknowledged.
     *
     * @throws IllegalStateException if an earlier update was refused or could not be delivered
     */
    @Override
    public void send(LocalUpdate update, long endOfTrainingMs) {
        check();
        byte[] key = update.deviceId().getBytes(StandardCharsets.UTF_8);
        List<byte[]> values =
                chunks.values(update, endOfTrainingMs, keys.signer(update.deviceId()));
        for (int i = 0; i < values.size(); i++) {
            byte[] value = values.get(i);
            // One partition acknowledges in order, so the last chunk stands for all of them.
            boolean last = i == values.size() - 1;
            producer.send(
                    new ProducerRecord<>(topic, null, endOfTrainingMs, key, value),
                    (metadata, exception) -> {
                        if (exception != null) {
                            failure.compareAndSet(null, exception);
                        } else {
                            bytes.add(value.length);
                            updates.add(last ? 1 : 0);
                        }
                    });
        }
    }

    /**
     * Waits until everything sent is acknowledged.
     *
     * @throws IllegalStateException if something was refused or could not be delivered
     */
    public void flush() {
        producer.flush();
        check();
    }

    /** Updates acknowledged with all their chunks. */
    public long updatesSent() {
        return updates.sum();
    }

    /** Bytes of record values acknowledged. */
    public long bytesSent() {
        return bytes.sum();
    }

    /** Waits a second for what is under way and gives up the rest. */
    @Override
    public void close() {
        producer.close(CLOSE);
    }

    private void check() {
        Exception cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException(
                    "updates cannot be written to " + topic + ": " + cause.getMessage(), cause);
        }
    }
}
