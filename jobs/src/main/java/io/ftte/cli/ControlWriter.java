package io.ftte.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.KafkaConnection;
import io.ftte.schemas.text.ModelDefinition;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to the control topic, in one transaction: readers see all records or none. */
final class ControlWriter {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private ControlWriter() {}

    /**
     * @param records of one model, in order; an empty value is a tombstone
     * @throws IOException if Kafka refuses
     */
    static void write(AggregationConf conf, String modelId, List<ModelDefinition.Entry> records)
            throws IOException {
        Properties properties = KafkaConnection.properties(conf);
        properties.put("transactional.id", conf.jobName() + "-publish-" + modelId);
        properties.put("max.block.ms", Long.toString(PATIENCE.toMillis()));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (ModelDefinition.Entry record : records) {
                producer.send(
                        new ProducerRecord<>(
                                conf.topics().control(),
                                record.key().getBytes(UTF_8),
                                record.value().length == 0 ? null : record.value()));
            }
            producer.commitTransaction();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw new IOException(
                    "Could not write %s to %s: %s; look at ./ftte topics --check"
                            .formatted(modelId, conf.topics().control(), e.getMessage()),
                    e);
        }
    }
}
