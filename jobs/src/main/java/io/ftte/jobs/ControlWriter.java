package io.ftte.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to the control topic what is no model: fences and requests. */
public final class ControlWriter {
    private static final String PATIENCE_MS = "8000";

    private ControlWriter() {}

    /**
     * Returns when the brokers have all values, which lie one behind the other.
     *
     * @param values null is a tombstone
     * @throws IOException if Kafka refuses
     */
    public static void write(AggregationConf conf, String key, byte[]... values)
            throws IOException {
        String topic = conf.topics().control();
        Properties properties = KafkaConnection.properties(conf);
        properties.put("max.block.ms", PATIENCE_MS);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] name = key.getBytes(StandardCharsets.UTF_8);
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (byte[] value : values) {
                sent.add(producer.send(new ProducerRecord<>(topic, name, value)));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(
                    "Could not write to " + topic + ": " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while writing to " + topic, e);
        }
    }
}
