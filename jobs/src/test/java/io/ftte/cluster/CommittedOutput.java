package io.ftte.cluster;

import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.KafkaConnection;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Everything that readers of committed records have seen of a job of one model, from the beginning
 * and in the order of arrival, repeats included. A thread of its own reads on while brokers come
 * and go.
 */
final class CommittedOutput implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::run, "committed-output");
    private final List<VersionLineage> lineage = new ArrayList<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private final List<ModelShard> shards = new ArrayList<>();

    /** When the lineage of a version was first seen, {@link System#nanoTime()}. */
    private final Map<Long, Long> seenAt = new HashMap<>();

    private Exception failure;

    private CommittedOutput(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Begins to read the output topics of a job. */
    static CommittedOutput follow(AggregationConf conf) {
        Properties properties = KafkaConnection.properties(conf);
        properties.put("isolation.level", "read_committed");
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                Stream.of(conf.topics().models(), conf.topics().lineage(), conf.topics().rejected())
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        CommittedOutput output = new CommittedOutput(consumer);
        output.thread.setDaemon(true);
        output.thread.start();
        return output;
    }

    private void run() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    add(RecordCodec.decode(record.value()));
                }
            }
        } catch (WakeupException e) {
            // close() was called.
        } catch (WireException | RuntimeException e) {
            fail(e);
        }
    }

    private synchronized void add(SpecificRecord value) {
        if (value instanceof VersionLineage version) {
            lineage.add(version);
            seenAt.putIfAbsent(version.getVersion(), System.nanoTime());
        } else if (value instanceof Rejection rejection) {
            rejections.add(rejection);
        } else if (value instanceof ModelShard shard && shard.getKind() == ShardKind.MODEL) {
            shards.add(shard);
        }
    }

    private synchronized void fail(Exception e) {
        failure = e;
    }

    /** What has been seen by now. */
    synchronized Published now() {
        if (failure != null) {
            throw new IllegalStateException("the output cannot be read", failure);
        }
        return new Published(lineage, rejections, shards);
    }

    /** When this or a later version became visible, {@link System#nanoTime()}; empty if not yet. */
    synchronized Optional<Long> seenAt(long version) {
        return seenAt.entrySet().stream()
                .filter(seen -> seen.getKey() >= version)
                .map(Map.Entry::getValue)
                .min(Long::compare);
    }

    @Override
    public void close() throws InterruptedException {
        consumer.wakeup();
        thread.join();
    }
}
