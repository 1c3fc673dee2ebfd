package io.ftte.topics.recording;

import io.ftte.topics.OptionsException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What part of the update topic is recorded. Times are looked up as Kafka does: each partition from
 * its first record that is not older, and up to that before its first record that is not older.
 *
 * @param from the topic's beginning where it is absent
 * @param to the topic's present end where it is absent
 * @param fromOffsets partition to first offset, in place of {@code from}
 * @param toOffsets partition to one past its last, in place of {@code to}
 */
public record RecordedRange(
        Optional<Instant> from,
        Optional<Instant> to,
        Map<Integer, Long> fromOffsets,
        Map<Integer, Long> toOffsets) {

    public static final RecordedRange WHOLE =
            new RecordedRange(Optional.empty(), Optional.empty(), Map.of(), Map.of());

    public RecordedRange {
        fromOffsets = Map.copyOf(fromOffsets);
        toOffsets = Map.copyOf(toOffsets);
        if (from.isPresent() && !fromOffsets.isEmpty() || to.isPresent() && !toOffsets.isEmpty()) {
            throw new OptionsException(
                    "Give the beginning and the end as times or as offsets, not as both");
        }
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new OptionsException("The end " + to.get() + " must lie after " + from.get());
        }
    }

    public boolean begins() {
        return from.isPresent() || !fromOffsets.isEmpty();
    }

    public boolean ends() {
        return to.isPresent() || !toOffsets.isEmpty();
    }

    /**
     * First offsets, of all partitions.
     *
     * @throws OptionsException one line, where a partition or an offset is not there
     */
    Map<TopicPartition, Long> start(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> first = new HashMap<>(consumer.beginningOffsets(partitions));
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
        put(first, fromOffsets, "--from-offsets", first, end);
        from.ifPresent(time -> first.putAll(since(consumer, time, end)));
        return first;
    }

    /** One past the last offsets, of all partitions; as {@link #start}. */
    Map<TopicPartition, Long> end(Consumer<?, ?> consumer, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> end = new HashMap<>(consumer.endOffsets(partitions));
        put(end, toOffsets, "--to-offsets", first, Map.copyOf(end));
        to.ifPresent(time -> end.putAll(since(consumer, time, Map.copyOf(end))));
        return end;
    }

    private static void put(
            Map<TopicPartition, Long> into,
            Map<Integer, Long> offsets,
            String option,
            Map<TopicPartition, Long> first,
            Map<TopicPartition, Long> end) {
        Map<TopicPartition, Long> known = Map.copyOf(first);
        String topic = known.keySet().iterator().next().topic();
        new TreeMap<>(offsets)
                .forEach(
                        (number, offset) -> {
                            TopicPartition partition = new TopicPartition(topic, number);
                            if (!known.containsKey(partition)) {
                                throw new OptionsException(
                                        "%s has no partition %d: in %s name 0 to %d"
                                                .formatted(
                                                        topic, number, option, known.size() - 1));
                            }
                            if (offset < known.get(partition) || offset > end.get(partition)) {
                                throw new OptionsException(
                                        "Partition %d of %s holds offsets %d to %d, not %d: correct %s"
                                                .formatted(
                                                        number,
                                                        topic,
                                                        known.get(partition),
                                                        end.get(partition),
                                                        offset,
                                                        option));
                            }
                            into.put(partition, offset);
                        });
    }

    /** The first that is not older; the end where all are. */
    private static Map<TopicPartition, Long> since(
            Consumer<?, ?> consumer, Instant time, Map<TopicPartition, Long> end) {
        Map<TopicPartition, Long> times = new HashMap<>();
        end.keySet().forEach(partition -> times.put(partition, Math.max(0, time.toEpochMilli())));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        consumer.offsetsForTimes(times)
                .forEach(
                        (partition, found) ->
                                offsets.put(
                                        partition,
                                        found == null ? end.get(partition) : found.offset()));
        return offsets;
    }
}
