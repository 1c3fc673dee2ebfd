package io.ftte.jobs.live;

import io.ftte.topics.OptionsException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * A part of a topic. Times are looked up as Kafka does: each partition from its first record that
 * is not older, and up to that before its first record that is not older.
 *
 * @param from the topic's beginning where it is absent
 * @param to the topic's present end where it is absent
 * @param fromOffsets partition to first offset, in place of {@code from}; partitions that are not
 *     named are read from their beginning
 */
public record TopicRange(
        Optional<Instant> from, Optional<Instant> to, Map<Integer, Long> fromOffsets) {

    public static final TopicRange WHOLE =
            new TopicRange(Optional.empty(), Optional.empty(), Map.of());

    public TopicRange {
        fromOffsets = Map.copyOf(fromOffsets);
        if (from.isPresent() && !fromOffsets.isEmpty()) {
            throw new OptionsException("Give the beginning as a time or as offsets, not as both");
        }
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new OptionsException("The end " + to.get() + " must lie after " + from.get());
        }
    }

    OffsetsInitializer start(String topic) {
        if (fromOffsets.isEmpty()) {
            return from.map(time -> OffsetsInitializer.timestamp(time.toEpochMilli()))
                    .orElseGet(OffsetsInitializer::earliest);
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        fromOffsets.forEach((p, offset) -> offsets.put(new TopicPartition(topic, p), offset));
        return OffsetsInitializer.offsets(offsets, OffsetResetStrategy.EARLIEST);
    }

    OffsetsInitializer end() {
        return to.map(time -> OffsetsInitializer.timestamp(time.toEpochMilli()))
                .orElseGet(OffsetsInitializer::latest);
    }
}
