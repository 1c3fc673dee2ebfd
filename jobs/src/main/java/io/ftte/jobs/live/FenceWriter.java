package io.ftte.jobs.live;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.ControlFence;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.RecordCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Marks where a run began on the topics of which it must know all that came before. */
public final class FenceWriter {
    private FenceWriter() {}

    /** On the control topic, under {@link ControlKey#FENCE}. */
    public static void control(AggregationConf conf, String runId) throws IOException {
        byte[] key = ControlKey.FENCE.getBytes(StandardCharsets.UTF_8);
        write(conf, runId, conf.topics().control(), 1, key);
    }

    /** On every partition of the device topic, under {@link DeviceFenceOperator#fenceKey}. */
    public static void devices(AggregationConf conf, String runId, int partitions)
            throws IOException {
        write(conf, runId, conf.topics().devices(), partitions, DeviceFenceOperator.fenceKey());
    }

    private static void write(
            AggregationConf conf, String runId, String topic, int partitions, byte[] key)
            throws IOException {
        Properties properties = conf.brokers().properties();
        properties.put("max.block.ms", Long.toString(conf.brokers().timeout().toMillis()));
        byte[] fence = RecordCodec.encode(new ControlFence(runId));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int partition = 0; partition < partitions; partition++) {
                producer.send(new ProducerRecord<>(topic, partition, key, fence)).get();
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
