package io.ftte.cli;

import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.AggregationLauncher;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.ModelDigest;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import io.ftte.schemas.wire.WireException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The smallest aggregation there is, in a thread: the mean of every ten updates. It lets the demo
 * be tested for itself, without Flink.
 */
final class AveragingAggregation implements AggregationLauncher, AggregationLauncher.Running {
    private static final int BUFFER = 10;

    private final ModelDefinition model;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;
    private Thread thread = new Thread();

    AveragingAggregation(ModelDefinition model) {
        this.model = model;
    }

    @Override
    public Running start(Configuration options) {
        AggregationConf conf = AggregationConf.of(options);
        thread = new Thread(() -> run(conf), "averaging-aggregation");
        thread.start();
        return this;
    }

    @Override
    public String webUrl() {
        return "";
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(AggregationConf conf) {
        Properties properties = conf.brokers().properties();
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(
                                properties,
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(
                                properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            consumer.assign(
                    consumer.partitionsFor(conf.topics().updates()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList());
            consumer.seekToBeginning(consumer.assignment());
            aggregate(conf, consumer, producer);
        } catch (WireException | RuntimeException e) {
            failure.set(e);
        }
    }

    private void aggregate(
            AggregationConf conf,
            KafkaConsumer<byte[], byte[]> consumer,
            KafkaProducer<byte[], byte[]> producer)
            throws WireException {
        float[] parameters = model.parameters().clone();
        float[] delta = new float[parameters.length];
        List<Contribution> buffer = new ArrayList<>();
        long version = 0;
        send(producer, conf.topics().models(), plan(parameters.length));
        send(producer, conf.topics().models(), shard(0, ShardKind.SNAPSHOT, parameters, 0));
        while (!stopped) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                DeviceUpdate update = RecordCodec.decode(record.value(), DeviceUpdate.class);
                byte[] bytes = new byte[update.getDelta().remaining()];
                update.getDelta().get(bytes);
                Tensors.decode(TensorEncoding.F32, bytes, 0, 0, 0, delta.length, delta, 0);
                for (int i = 0; i < delta.length; i++) {
                    parameters[i] += delta[i] / BUFFER;
                }
                long staleness = version - update.getBaseVersion();
                buffer.add(
                        new Contribution(
                                update.getDeviceId(),
                                update.getSequence(),
                                1,
                                staleness,
                                1.0,
                                1.0,
                                1.0,
                                false));
                if (buffer.size() == BUFFER) {
                    version++;
                    long time = record.timestamp();
                    send(
                            producer,
                            conf.topics().models(),
                            shard(version, ShardKind.MODEL, parameters, time));
                    send(producer, conf.topics().lineage(), lineage(version, time, buffer));
                    buffer.clear();
                }
            }
        }
    }

    private TrainablePlan plan(int length) {
        return new TrainablePlan(
                model.head().getModelId(), 0, 1, 0L, List.of(new IndexRange(0, length)), null);
    }

    private ModelShard shard(long version, ShardKind kind, float[] parameters, long eventTime) {
        return new ModelShard(
                model.head().getModelId(),
                0,
                kind,
                version,
                0L,
                eventTime,
                0,
                1,
                0,
                parameters.length,
                List.of(1),
                List.of(new IndexRange(0, parameters.length)),
                ByteBuffer.wrap(
                        Tensors.encode(TensorEncoding.F32, parameters, 0, parameters.length)));
    }

    private VersionLineage lineage(long version, long eventTime, List<Contribution> buffer) {
        ByteBuffer none = ByteBuffer.wrap(ModelDigest.of(new float[1]));
        return new VersionLineage(
                model.head().getModelId(),
                0,
                version,
                eventTime,
                none,
                null,
                none,
                none,
                0L,
                false,
                List.copyOf(buffer));
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, String topic, SpecificRecord record) {
        producer.send(new ProducerRecord<>(topic, 0, new byte[] {1}, RecordCodec.encode(record)));
    }
}
