package io.ftte.benchmarks.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftte.benchmarks.MadeUpdates;
import io.ftte.benchmarks.Workload;
import io.ftte.schemas.Tick;
import io.ftte.schemas.wire.RecordCodec;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes updates on a new topic, which end now and came at an even rate; a tick before them gives
 * the partitions their time. Arguments: brokers, topic, {@link Workload}.
 */
public final class TopicLoad {
    private TopicLoad() {}

    public static void main(String[] args) throws Exception {
        String brokers = args[0];
        String topic = args[1];
        Workload workload = Workload.parse(args[2]);
        MadeUpdates made = new MadeUpdates(workload);
        RunTopics.create(RunTopics.conf(brokers, topic, topic), workload.partitions());
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
            double rate = workload.updatesPerSecond();
            long start = System.currentTimeMillis() - (long) (1e3 * workload.updates() / rate);
            for (int partition = 0; partition < workload.partitions(); partition++) {
                producer.send(
                        new ProducerRecord<>(
                                topic,
                                partition,
                                start,
                                null,
                                RecordCodec.encode(new Tick(1_000L))));
            }
            for (int i = 0; i < workload.updates(); i++) {
                producer.send(
                        new ProducerRecord<>(
                                topic,
                                made.partition(i),
                                start + (long) (1e3 * i / rate),
                                made.device(i).getBytes(UTF_8),
                                made.value(i)));
            }
        }
    }
}
