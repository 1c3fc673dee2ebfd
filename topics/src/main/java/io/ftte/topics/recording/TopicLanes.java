package io.ftte.topics.recording;

import io.ftte.topics.Brokers;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The lanes that share a consumer, because their topics are read in the same way. */
final class TopicLanes implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Path directory;
    private final Map<TopicPartition, Long> done;
    private final Map<TopicPartition, Lane> lanes = new LinkedHashMap<>();
    private final Map<String, Integer> partitions = new TreeMap<>();

    /**
     * What one look at the topics gave.
     *
     * @param moved whether any lane came further, if only over marks
     */
    record Read(long records, long bytes, boolean moved) {}

    /**
     * @param committed whether records of open and aborted transactions are left out
     * @param done by partition, up to where it has been recorded
     */
    TopicLanes(Brokers brokers, boolean committed, Path directory, Map<TopicPartition, Long> done) {
        Properties properties = brokers.properties();
        properties.put("isolation.level", committed ? "read_committed" : "read_uncommitted");
        properties.put("allow.auto.create.topics", "false");
        properties.put("auto.offset.reset", "none");
        properties.put("default.api.timeout.ms", Long.toString(brokers.timeout().toMillis()));
        this.directory = directory;
        this.done = done;
        consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Takes a topic up, from where it stood or else from where the range begins. */
    void add(String topic, RecordedRange range, boolean follow) throws IOException {
        List<TopicPartition> found =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        if (found.isEmpty()) {
            throw new OptionsException(
                    "There is no topic %s; ./ftte topics --check says how to create it"
                            .formatted(topic));
        }
        partitions.put(topic, found.size());
        Map<TopicPartition, Long> oldest = consumer.beginningOffsets(found);
        Map<TopicPartition, Long> start = range.start(consumer, found);
        Map<TopicPartition, Long> end = range.end(consumer, found);
        for (TopicPartition partition : found) {
            long next = done.getOrDefault(partition, start.get(partition));
            if (next < oldest.get(partition)) {
                throw new OptionsException(
                        ("Partition %d of %s begins at offset %d by now, and the recording ends at"
                                        + " %d: retention has taken what lay between; record into"
                                        + " another directory")
                                .formatted(
                                        partition.partition(), topic, oldest.get(partition), next));
            }
            add(partition, next, follow ? Long.MAX_VALUE : end.get(partition));
        }
        assign();
    }

    private void add(TopicPartition partition, long next, long end) {
        lanes.put(partition, new Lane(directory, partition, next, end));
    }

    private void assign() {
        consumer.assign(lanes.keySet());
        for (Lane lane : lanes.values()) {
            consumer.seek(lane.partition(), lane.next());
        }
        pauseWhatEnded();
    }

    private void pauseWhatEnded() {
        consumer.pause(lanes.values().stream().filter(Lane::isAtEnd).map(Lane::partition).toList());
    }

    /** Partitions that topics have got since they were looked at. */
    void addNewPartitions() {
        boolean grown = false;
        for (String topic : List.copyOf(partitions.keySet())) {
            int known = partitions.get(topic);
            int found = consumer.partitionsFor(topic).size();
            for (int partition = known; partition < found; partition++) {
                add(new TopicPartition(topic, partition), 0, Long.MAX_VALUE);
                grown = true;
            }
            partitions.put(topic, Math.max(known, found));
        }
        if (grown) {
            assign();
        }
    }

    /** Reads what there is. */
    Read read(Duration patience) throws IOException {
        if (isAtEnd()) {
            return new Read(0, 0, false);
        }
        ConsumerRecords<byte[], byte[]> read = consumer.poll(patience);
        long bytes = 0;
        long records = 0;
        for (TopicPartition partition : read.partitions()) {
            Lane lane = lanes.get(partition);
            for (ConsumerRecord<byte[], byte[]> record : read.records(partition)) {
                if (!lane.append(record)) {
                    break;
                }
                records++;
                bytes += record.value() == null ? 0 : record.value().length;
            }
        }
        boolean moved = records > 0;
        for (Lane lane : lanes.values()) {
            long before = lane.next();
            lane.reach(consumer.position(lane.partition()));
            moved |= lane.next() > before;
        }
        pauseWhatEnded();
        return new Read(records, bytes, moved);
    }

    boolean isAtEnd() {
        return lanes.values().stream().allMatch(Lane::isAtEnd);
    }

    /** Offsets that are still to come, where there is an end. */
    long left() {
        return lanes.values().stream().mapToLong(Lane::left).sum();
    }

    Collection<Lane> all() {
        return lanes.values();
    }

    /** By topic, how many there are. */
    Map<String, Integer> partitions() {
        return partitions;
    }

    @Override
    public void close() throws IOException {
        consumer.close();
        List<IOException> failed = new ArrayList<>();
        for (Lane lane : lanes.values()) {
            try {
                lane.abandon();
            } catch (IOException e) {
                failed.add(e);
            }
        }
        if (!failed.isEmpty()) {
            throw failed.get(0);
        }
    }
}
