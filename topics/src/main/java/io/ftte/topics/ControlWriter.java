package io.ftte.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.schemas.wire.ControlRecord;
import java.io.IOException;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to the control topic, in one transaction: readers see all records or none. */
public final class ControlWriter {
    private final Brokers brokers;
    private final String topic;
    private final String jobName;

    /**
     * @param topic the control topic
     * @param jobName what transactional ids begin with
     */
    public ControlWriter(Brokers brokers, String topic, String jobName) {
        this.brokers = brokers;
        this.topic = topic;
        this.jobName = jobName;
    }

    /**
     * Writes all of the records, or none.
     *
     * @param records of one model, in order
     * @throws IOException if Kafka refuses
     */
    public void write(String modelId, List<ControlRecord> records) throws IOException {
        Properties properties = brokers.properties();
        properties.put("transactional.id", jobName + "-publish-" + modelId);
        properties.put("max.block.ms", Long.toString(brokers.timeout().toMillis()));
        // With more, a partition that was just made may refuse the first as out of order for ever.
        properties.put("max.in.flight.requests.per.connection", "1");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (ControlRecord record : records) {
                producer.send(
                        new ProducerRecord<>(
                                topic,
                                record.key().toString().getBytes(UTF_8),
                                record.isTombstone() ? null : record.value()));
            }
            producer.commitTransaction();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw new IOException(
                    "Could not write %s to %s: %s; look at ./ftte topics --check"
                            .formatted(modelId, topic, e.getMessage()),
                    e);
        }
    }
}
