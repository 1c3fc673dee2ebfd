package io.ftte.jobs.live;

import io.ftte.schemas.Tick;
import io.ftte.schemas.wire.RecordCodec;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes ticks at once or never. One that waited for a broker and was written when that is back
 * would tell an old time after updates of today, and those would be refused as ahead of it.
 */
final class TickProducer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TickProducer.class);

    /** How long a tick may be on its way; clocks of devices are believed for longer. */
    private static final Duration LIFETIME = Duration.ofSeconds(5);

    /** How long to wait for the addresses of a topic's brokers. */
    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong dropped = new AtomicLong();

    /** Whether the last that was heard of a tick is that no broker took it. */
    private volatile boolean away;

    /** Without rights on a topic there would never be one. */
    private volatile Exception refused;

    /**
     * @param client properties of a Kafka client
     */
    TickProducer(Properties client) {
        Properties properties = new Properties();
        properties.putAll(client);
        properties.put("linger.ms", "0");
        properties.put("request.timeout.ms", Long.toString(LIFETIME.toMillis()));
        properties.put("delivery.timeout.ms", Long.toString(LIFETIME.toMillis()));
        properties.put("max.block.ms", Long.toString(LOOK_UP.toMillis()));
        // A tick that comes twice says nothing new, and one that is dropped leaves no gap.
        properties.put("enable.idempotence", "false");
        producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Returns before the tick is written; the next one may follow although this one is dropped.
     *
     * @throws IllegalStateException if the brokers have refused one for good
     */
    void send(TickTarget target, long intervalMs) {
        if (refused != null) {
            throw new IllegalStateException("a tick was refused", refused);
        }
        producer.send(
                new ProducerRecord<>(
                        target.topic(),
                        target.partition(),
                        System.currentTimeMillis(),
                        null,
                        RecordCodec.encode(new Tick(intervalMs))),
                (written, failure) -> {
                    if (failure == null) {
                        taken();
                    } else {
                        failed(failure);
                    }
                });
    }

    private void taken() {
        if (away) {
            away = false;
            LOG.info("ticks are written again");
        }
    }

    void failed(Exception failure) {
        if (!(failure instanceof RetriableException)) {
            refused = failure;
            return;
        }
        dropped.incrementAndGet();
        if (!away) {
            away = true;
            LOG.warn(
                    "no broker takes ticks, and no version is made until one does: {}",
                    failure.getMessage());
        }
    }

    /** Ticks that no broker took in time. */
    long dropped() {
        return dropped.get();
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
