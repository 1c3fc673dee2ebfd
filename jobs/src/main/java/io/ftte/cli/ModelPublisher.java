package io.ftte.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.KafkaConnection;
import io.ftte.schemas.text.ModelDefinition;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Registers models on the control topic, in one transaction: readers see a model with all of its
 * parameters or not at all.
 */
final class ModelPublisher {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final AggregationConf conf;

    ModelPublisher(AggregationConf conf) {
        this.conf = conf;
    }

    /**
     * Registers the model unless an equal one already is.
     *
     * @return whether anything was written
     * @throws IOException if another model has this id, or Kafka refuses
     */
    boolean publish(ModelDefinition model) throws IOException {
        String id = model.head().getModelId();
        List<ModelDefinition.Entry> records = model.controlRecords();
        ModelDefinition.Entry head = records.get(records.size() - 1);
        try {
            Optional<byte[]> registered =
                    Optional.ofNullable(Registrations.read(conf).heads().get(id));
            if (registered.isPresent()) {
                if (Arrays.equals(registered.get(), head.value())) {
                    return false;
                }
                throw new IOException(
                        "Another model is registered as %s; change modelId in the file"
                                .formatted(id));
            }
            send(id, records);
            return true;
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw new IOException(
                    "Could not register %s on %s: %s; look at ./ftte topics --check"
                            .formatted(id, conf.topics().control(), e.getMessage()),
                    e);
        }
    }

    private void send(String id, List<ModelDefinition.Entry> records) {
        Properties properties = KafkaConnection.properties(conf);
        properties.put("transactional.id", conf.jobName() + "-publish-" + id);
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
                                record.value()));
            }
            producer.commitTransaction();
        }
    }
}
