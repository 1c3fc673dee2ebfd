package io.ftte.benchmarks.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.benchmarks.MadeUpdates;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.Tick;
import io.ftte.schemas.wire.RecordCodec;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes updates on a new topic, which end now and came at an even rate; a tick before them gives
 * the partitions their time. Arguments: brokers, topic, partitions, updates, parameters, encoding,
 * models, devices, updates a second.
 */
public final class TopicLoad {
    private TopicLoad() {}

    public static void main(String[] args) throws Exception {
        String brokers = args[0];
        String topic = args[1];
        int partitions = Integer.parseInt(args[2]);
        int updates = Integer.parseInt(args[3]);
        MadeUpdates made =
                new MadeUpdates(
                        Integer.parseInt(args[4]),
                        TensorEncoding.valueOf(args[5]),
                        Integer.parseInt(args[6]),
                        Integer.parseInt(args[7]));
        double rate = Double.parseDouble(args[8]);
        RunTopics.create(RunTopics.conf(brokers, topic, topic), partitions);
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "max.request.size",
                        Broker.MAX_RECORD,
                        "batch.size",
                        1 << 18,
                        "linger.ms",
                        5,
                        "acks",
                        "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            long start = System.currentTimeMillis() - (long) (1e3 * updates / rate);
            for (int partition = 0; partition < partitions; partition++) {
                producer.send(
                        new ProducerRecord<>(
                                topic,
                                partition,
                                start,
                                null,
                                RecordCodec.encode(new Tick(1_000L))));
            }
            for (int i = 0; i < updates; i++) {
                producer.send(
                        new ProducerRecord<>(
                                topic,
                                made.partition(i, partitions),
                                start + (long) (1e3 * i / rate),
                                made.device(i).getBytes(UTF_8),
                                made.value(i)));
            }
        }
    }
}
