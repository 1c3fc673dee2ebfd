package io.ftte.topics;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How far a job has come on a topic, by the offsets that it commits in its group with each
 * checkpoint. Kafka does not tell when they were committed.
 *
 * @param partitions ascending; those of which nothing is committed are read from their beginning
 * @param newestReadMs when the newest record before the committed offsets was written, ms since the
 *     epoch: the commit is not older; empty where none is left or nothing is committed
 */
public record JobProgress(List<Partition> partitions, OptionalLong newestReadMs) {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    public JobProgress {
        partitions = List.copyOf(partitions);
    }

    /**
     * @param committed the next offset to read; empty where the job has committed none
     * @param behind offsets up to the end that readers of committed records see; marks of
     *     transactions count among them
     */
    public record Partition(int number, OptionalLong committed, long behind) {}

    /** Whether a job of this name has ever had a checkpoint. */
    public boolean hasCommitted() {
        return partitions.stream().anyMatch(partition -> partition.committed().isPresent());
    }

    /** Of all partitions. */
    public long behind() {
        return partitions.stream().mapToLong(Partition::behind).sum();
    }

    /**
     * @param group the job's name
     * @throws IOException if there is no such topic, or a broker refuses
     */
    public static JobProgress of(Admin admin, Brokers brokers, String group, String topic)
            throws IOException {
        try {
            TopicDescription described =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
            List<TopicPartition> all = new ArrayList<>();
            for (TopicPartitionInfo info : described.partitions()) {
                all.add(new TopicPartition(topic, info.partition()));
            }
            Map<TopicPartition, OffsetAndMetadata> committed =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
            Map<TopicPartition, Long> begins = offsets(admin, all, OffsetSpec.earliest());
            Map<TopicPartition, Long> ends = offsets(admin, all, OffsetSpec.latest());
            Map<TopicPartition, Long> lastRead = new HashMap<>();
            List<Partition> partitions = new ArrayList<>();
            for (TopicPartition partition : all) {
                long begin = begins.get(partition);
                Optional<Long> next =
                        Optional.ofNullable(committed.get(partition))
                                .map(OffsetAndMetadata::offset);
                long position = Math.max(next.orElse(begin), begin);
                if (next.isPresent() && position > begin) {
                    lastRead.put(partition, position - 1);
                }
                partitions.add(
                        new Partition(
                                partition.partition(),
                                next.map(OptionalLong::of).orElse(OptionalLong.empty()),
                                Math.max(0, ends.get(partition) - position)));
            }
            return new JobProgress(partitions, newest(brokers, lastRead));
        } catch (ExecutionException e) {
            throw new IOException(
                    "Kafka would not say how far %s has read %s: %s"
                            .formatted(group, topic, e.getCause().getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for Kafka; run it again", e);
        }
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, List<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, ListOffsetsResultInfo> found =
                admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all()
                        .get();
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    /** The newest time of the records at these offsets; where a mark lies there, it has none. */
    private static OptionalLong newest(Brokers brokers, Map<TopicPartition, Long> lastRead) {
        if (lastRead.isEmpty()) {
            return OptionalLong.empty();
        }
        Properties properties = brokers.properties();
        properties.put("max.poll.records", "1");
        OptionalLong newest = OptionalLong.empty();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (Map.Entry<TopicPartition, Long> last : lastRead.entrySet()) {
                OptionalLong time = time(consumer, last.getKey(), last.getValue());
                if (time.isPresent()) {
                    newest = OptionalLong.of(Math.max(newest.orElse(0), time.getAsLong()));
                }
            }
        }
        return newest;
    }

    private static OptionalLong time(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long offset) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition) <= offset && System.nanoTime() < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() == offset) {
                    return OptionalLong.of(record.timestamp());
                }
            }
        }
        return OptionalLong.empty();
    }
}
