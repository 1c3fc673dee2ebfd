package io.ftte.jobs;

import io.ftte.schemas.ControlFence;
import io.ftte.schemas.wire.RecordCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Marks, on the control topic, where a run began. */
final class FenceWriter {
    private static final String PATIENCE_MS = "8000";

    private FenceWriter() {}

    static void write(AggregationConf conf, String runId) throws IOException {
        Properties properties = KafkaConnection.properties(conf);
        properties.put("max.block.ms", PATIENCE_MS);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    conf.topics().control(),
                                    ControlFenceOperator.FENCE_KEY.getBytes(StandardCharsets.UTF_8),
                                    RecordCodec.encode(new ControlFence(runId))))
                    .get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "Could not write to "
                            + conf.topics().control()
                            + ": "
                            + e.getCause().getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while writing to " + conf.topics().control(), e);
        }
    }
}
