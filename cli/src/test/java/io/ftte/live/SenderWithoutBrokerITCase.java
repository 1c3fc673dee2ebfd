package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.cli.demo.KafkaStorage;
import io.ftte.devices.client.UpdateSender;
import io.ftte.fixtures.JobTopics;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.topics.TopicReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.utils.Time;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A device's updates while the only broker is away for longer than the producer waits. */
@Timeout(240)
class SenderWithoutBrokerITCase {
    @TempDir private Path directory;

    @Test
    void brokerAway_updatesArriveOnceWhenItIsBack() throws Exception {
        KafkaStorage storage = KafkaStorage.format(directory);
        KafkaRaftServer broker = start(storage);
        JobTopics topics = JobTopics.create(storage.bootstrapServers(), "sender-away", 1, Map.of());
        String updates = topics.conf().topics().updates();
        Map<String, Object> client = new HashMap<>(topics.conf().brokers().clientProperties());
        client.put("max.block.ms", 500);
        client.put("request.timeout.ms", 500);
        client.put("delivery.timeout.ms", 1_000);
        client.put("interceptor.classes", Expired.class.getName());
        try (UpdateSender sender = UpdateSender.connect(client, updates, UpdateChunks.defaults())) {
            sender.send(update(0), System.currentTimeMillis());
            sender.flush();
            stop(broker);

            sender.send(update(1), System.currentTimeMillis());
            Awaitility.await("the client to give the update up")
                    .until(() -> Expired.COUNT.get() > 0);
            sender.send(update(2), System.currentTimeMillis());
            assertThat(sender.updatesSent()).isEqualTo(1);

            broker = start(storage);
            sender.flush();
            assertThat(sender.updatesSent()).isEqualTo(3);
            assertThat(sequences(topics)).containsExactlyInAnyOrder(0L, 1L, 2L);
        } finally {
            stop(broker);
        }
    }

    private static List<Long> sequences(JobTopics topics) throws Exception {
        List<Long> sequences = new ArrayList<>();
        try (TopicReader reader =
                TopicReader.fromBeginning(
                        topics.conf().brokers(), topics.conf().topics().updates())) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    sequences.add(
                            RecordCodec.decode(record.value(), DeviceUpdate.class).getSequence());
                }
            }
        }
        return sequences;
    }

    private static LocalUpdate update(long sequence) {
        return new LocalUpdate("digits", "device", sequence, 0, 1, 20, new float[] {1, 2, 3});
    }

    private static KafkaRaftServer start(KafkaStorage storage) {
        KafkaRaftServer broker =
                new KafkaRaftServer(new KafkaConfig(storage.properties(), false), Time.SYSTEM);
        broker.startup();
        return broker;
    }

    private static void stop(KafkaRaftServer broker) {
        broker.shutdown();
        broker.awaitShutdown();
    }

    /** Counts what the client gave up; Kafka makes it. */
    public static final class Expired implements ProducerInterceptor<byte[], byte[]> {
        private static final AtomicInteger COUNT = new AtomicInteger();

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
            return record;
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
            if (exception != null) {
                COUNT.incrementAndGet();
            }
        }

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {}
    }
}
