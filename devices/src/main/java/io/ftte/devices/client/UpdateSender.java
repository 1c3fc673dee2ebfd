package io.ftte.devices.client;

import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.ondevice.update.UpdateShares;
import io.ftte.topics.ClientDefaults;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts updates on the update topic: key is the device id, timestamp the end of training, large
 * updates travel in chunks. All chunks of a device go to one partition, in order. May be shared by
 * any number of devices and threads.
 *
 * <p>An update is kept until the brokers have it and sent again while they are away: its sequence
 * number makes a repeat harmless. Of each device the newest {@value #KEPT} are kept.
 */
public final class UpdateSender implements UpdateSink, AutoCloseable {

    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final int MAX_BLOCK_MS = 10_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Updates of one device that wait for brokers; what is older is worth less than its memory. */
    static final int KEPT = 4;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final UpdateChunks chunks;
    private final DeviceKeys keys;
    private final KeptUpdates kept = new KeptUpdates(KEPT);
    private final Duration pause;
    private final ScheduledThreadPoolExecutor repeats =
            new ScheduledThreadPoolExecutor(1, UpdateSender::thread);
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final LongAdder updates = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    /**
     * @param pause before an update is sent again
     */
    UpdateSender(
            Producer<byte[], byte[]> producer,
            String topic,
            UpdateChunks chunks,
            DeviceKeys keys,
            Duration pause) {
        this.pause = pause;
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
                keys,
                PAUSE);
    }

    /**
     * Hands the update to the producer and returns before it is acknowledged.
     *
     * @throws IllegalStateException if an earlier update was refused
     */
    @Override
    public void send(LocalUpdate update, long endOfTrainingMs) {
        send(
                new KeptUpdate(
                        update.deviceId(),
                        endOfTrainingMs,
                        chunks.values(update, endOfTrainingMs, keys.signer(update.deviceId()))));
    }

    /** The same of the leader's share of an update. */
    void send(String deviceId, UpdateShares shares, long endOfTrainingMs) {
        send(
                new KeptUpdate(
                        deviceId,
                        endOfTrainingMs,
                        shares.leader(
                                chunks.components(), endOfTrainingMs, keys.signer(deviceId))));
    }

    private void send(KeptUpdate update) {
        check();
        kept.add(update);
        transmit(update);
    }

    private void transmit(KeptUpdate update) {
        AtomicInteger unanswered = new AtomicInteger(update.values().size());
        AtomicBoolean again = new AtomicBoolean();
        byte[] key = update.deviceId().getBytes(StandardCharsets.UTF_8);
        for (byte[] value : update.values()) {
            producer.send(
                    new ProducerRecord<>(topic, null, update.endOfTrainingMs(), key, value),
                    (metadata, exception) -> {
                        if (exception == null) {
                            bytes.add(value.length);
                        } else if (exception instanceof RetriableException) {
                            again.set(true);
                        } else {
                            fail(exception);
                        }
                        if (unanswered.decrementAndGet() == 0) {
                            answered(update, again.get());
                        }
                    });
        }
    }

    /** To be called when the brokers have all chunks, or the producer has given one up. */
    private void answered(KeptUpdate update, boolean again) {
        if (!again && failure.get() == null) {
            updates.increment();
            kept.remove(update);
        } else if (failure.get() == null && !repeats.isShutdown()) {
            repeats.schedule(() -> repeat(update), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void repeat(KeptUpdate update) {
        try {
            if (kept.holds(update)) {
                transmit(update);
            }
        } catch (RuntimeException e) {
            // The executor would swallow it, and the update wait for ever.
            fail(e);
        }
    }

    private void fail(Exception exception) {
        failure.compareAndSet(null, exception);
        kept.wake();
    }

    /**
     * Waits until everything that is kept is acknowledged, for as long as the brokers are away.
     *
     * @throws IllegalStateException if something was refused, or the thread is interrupted
     */
    public void flush() {
        producer.flush();
        try {
            kept.awaitNone(() -> failure.get() != null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while updates waited for " + topic, e);
        }
        check();
    }

    /** Updates that the brokers do not have yet. */
    public int updatesWaiting() {
        return kept.size();
    }

    /** Updates given up because their devices had newer ones while the brokers were away. */
    public long updatesGivenUp() {
        return kept.givenUp();
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
        repeats.shutdownNow();
        producer.close(CLOSE);
    }

    private void check() {
        Exception cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException(
                    "updates cannot be written to " + topic + ": " + cause.getMessage(), cause);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "update-repeats");
        thread.setDaemon(true);
        return thread;
    }
}
