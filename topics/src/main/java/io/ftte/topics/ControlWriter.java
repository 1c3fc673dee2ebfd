package io.ftte.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.schemas.wire.ControlRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to the control topic, in one transaction: readers see all records or none. */
public final class ControlWriter {
    /**
     * How long it waits until readers see what is written; others' transactions may be before it.
     */
    private static final Duration READABLE = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(10);

    /** A broker that has lost sight of a transaction asks for it to be begun again. */
    private static final int ATTEMPTS = 3;

    private final Brokers brokers;
    private final String topic;
    private final String jobName;
    private final Function<Properties, Producer<byte[], byte[]>> producers;

    /**
     * @param topic the control topic
     * @param jobName what transactional ids begin with
     */
    public ControlWriter(Brokers brokers, String topic, String jobName) {
        this(
                brokers,
                topic,
                jobName,
                properties ->
                        new KafkaProducer<>(
                                properties, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /** With other producers; tests give some that fail. */
    ControlWriter(
            Brokers brokers,
            String topic,
            String jobName,
            Function<Properties, Producer<byte[], byte[]>> producers) {
        this.brokers = brokers;
        this.topic = topic;
        this.jobName = jobName;
        this.producers = producers;
    }

    /**
     * Writes all of the records, or none. When it returns, readers of committed records see them,
     * but for what stands before them in somebody else's open transaction.
     *
     * @param records of one model, in order
     * @throws IOException if Kafka refuses
     */
    public void write(String modelId, List<ControlRecord> records) throws IOException {
        for (int attempt = 1; !written(modelId, records, attempt == ATTEMPTS); attempt++) {
            // What the broker did not commit, the next attempt's producer aborts.
        }
    }

    /**
     * @param last whether there is no further attempt
     * @return false if the broker committed nothing and another attempt may succeed
     */
    private boolean written(String modelId, List<ControlRecord> records, boolean last)
            throws IOException {
        Properties properties = brokers.properties();
        properties.put("transactional.id", jobName + "-publish-" + modelId);
        properties.put("max.block.ms", Long.toString(brokers.timeout().toMillis()));
        // With more, a partition that was just made may refuse the first as out of order for ever.
        properties.put("max.in.flight.requests.per.connection", "1");
        try (Producer<byte[], byte[]> producer = producers.apply(properties)) {
            producer.initTransactions();
            producer.beginTransaction();
            Future<RecordMetadata> newest = null;
            for (ControlRecord record : records) {
                newest =
                        producer.send(
                                new ProducerRecord<>(
                                        topic,
                                        record.key().toString().getBytes(UTF_8),
                                        record.isTombstone() ? null : record.value()));
            }
            producer.commitTransaction();
            if (newest != null) {
                awaitReadable(newest.get());
            }
            return true;
        } catch (InterruptException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + topic + " was written", e);
        } catch (ExecutionException e) {
            throw new IOException(
                    "%s is written to %s, but whether readers see it the brokers would not say: %s"
                            .formatted(modelId, topic, e.getCause().getMessage()),
                    e);
        } catch (KafkaException e) {
            if (e instanceof InvalidTxnStateException && !last) {
                return false;
            }
            throw new IOException(
                    "Could not write %s to %s: %s; look at ./ftte topics --check"
                            .formatted(modelId, topic, e.getMessage()),
                    e);
        }
    }

    /**
     * The coordinator answers a commit before the partitions have its marker, and until then the
     * next command would read as if nothing had been written.
     */
    private void awaitReadable(RecordMetadata last)
            throws IOException, InterruptedException, ExecutionException {
        TopicPartition partition = new TopicPartition(last.topic(), last.partition());
        Map<TopicPartition, OffsetSpec> end = Map.of(partition, OffsetSpec.latest());
        ListOffsetsOptions committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        long deadline = System.nanoTime() + READABLE.toNanos();
        try (Admin admin = brokers.open()) {
            while (admin.listOffsets(end, committed).partitionResult(partition).get().offset()
                            <= last.offset()
                    && System.nanoTime() < deadline) {
                Thread.sleep(POLL.toMillis());
            }
        }
    }
}
