package io.ftte.cluster;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    /** When a version came that is newer than all before, ascending {@link System#nanoTime()}. */
    private final List<Long> seenAt = new ArrayList<>();

    private long newest;

    private Exception failure;

    private CommittedOutput(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Begins to read the output topics of a job. */
    static CommittedOutput follow(AggregationConf conf) {
        Properties properties = conf.brokers().properties();
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
                    if (record.value() != null) {
                        add(RecordCodec.decode(record.value()));
                    }
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
            if (version.getVersion() > newest) {
                newest = version.getVersion();
                seenAt.add(System.nanoTime());
            }
        } else if (value instanceof Rejection rejection) {
            rejections.add(rejection);
        } else if (value instanceof ModelShard shard && Published.isOfOneVersion(shard)) {
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

    /**
     * The longest time without a new version, from a moment until the last version was seen.
     *
     * @param sinceNanos the moment, as of {@link System#nanoTime()}
     */
    synchronized Duration longestPause(long sinceNanos) {
        long longest = 0;
        long last = sinceNanos;
        for (long seen : seenAt) {
            if (seen > last) {
                longest = Math.max(longest, seen - last);
                last = seen;
            }
        }
        return Duration.ofNanos(longest);
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
