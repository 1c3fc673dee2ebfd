package io.ftte.cluster;

import io.ftte.cluster.RecordedStream.Part;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.text.ModelDefinition;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends a recorded stream at a steady rate, each record once and in order however often the broker
 * goes away. What a broker's absence held up follows at once.
 */
final class Load implements AutoCloseable {
    /** Longer than any fault lasts. */
    private static final String PATIENCE_MS = "600000";

    private final RecordedStream stream;
    private final int recordsPerSecond;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    Load(AggregationConf conf, ModelDefinition model, int recordsPerSecond) {
        Properties properties = conf.brokers().properties();
        properties.put("acks", "all");
        properties.put("enable.idempotence", "true");
        // A broker that was killed remembers the last batch of a producer. With one in flight it
        // is that one that may come again; older ones would be refused for ever, as out of order.
        properties.put("max.in.flight.requests.per.connection", "1");
        properties.put("delivery.timeout.ms", PATIENCE_MS);
        properties.put("max.block.ms", PATIENCE_MS);
        this.stream = new RecordedStream(conf.topics().updates(), model);
        this.recordsPerSecond = recordsPerSecond;
        this.producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Begins to send a part; the future completes when all of it, ticks too, is acknowledged. */
    CompletableFuture<Void> send(Part part) {
        sent.set(0);
        CompletableFuture<Void> done = new CompletableFuture<>();
        ScheduledFuture<?> sending =
                scheduler.scheduleAtFixedRate(
                        () -> next(part, done),
                        0,
                        TimeUnit.SECONDS.toNanos(1) / recordsPerSecond,
                        TimeUnit.NANOSECONDS);
        return done.whenComplete((nothing, thrown) -> sending.cancel(false));
    }

    /** Records of the present part that were handed to the producer, without ticks. */
    int sent() {
        return sent.get();
    }

    private void next(Part part, CompletableFuture<Void> done) {
        try {
            if (sent.get() < part.records()) {
                send(stream.record(part, sent.get()));
                sent.incrementAndGet();
            } else if (!done.isDone()) {
                stream.ticks(part).forEach(this::send);
                producer.flush();
                if (failure.get() != null) {
                    throw failure.get();
                }
                done.complete(null);
            }
        } catch (Exception e) {
            done.completeExceptionally(e);
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(
                record,
                (metadata, exception) -> {
                    if (exception != null) {
                        failure.compareAndSet(null, exception);
                    }
                });
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        producer.close(Duration.ZERO);
    }
}
