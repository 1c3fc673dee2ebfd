package io.ftte.jobs.live;

import io.ftte.jobs.options.AggregationConf;
import io.ftte.topics.OptionsException;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Whether there is anything in a range of the update topic; a replay of nothing helps nobody. */
public final class RangeCheck {
    private RangeCheck() {}

    /**
     * @param partitions of the topic
     * @throws OptionsException one line, where the range names what is not there, or holds nothing
     * @throws IOException when no broker answers
     */
    public static void run(AggregationConf conf, TopicRange range, int partitions)
            throws IOException {
        String topic = conf.topics().updates();
        for (int partition : range.fromOffsets().keySet()) {
            if (partition < 0 || partition >= partitions) {
                throw new OptionsException(
                        "%s has no partition %d: in --from-offsets name 0 to %d"
                                .formatted(topic, partition, partitions - 1));
            }
        }
        try (Admin admin = conf.brokers().open()) {
            Offsets offsets = new Offsets(admin, topic, partitions);
            Map<Integer, Long> first = offsets.of(OffsetSpec.earliest());
            Map<Integer, Long> end = offsets.of(OffsetSpec.latest());
            new TreeMap<>(range.fromOffsets())
                    .forEach(
                            (partition, offset) ->
                                    requireThere(
                                            topic,
                                            partition,
                                            offset,
                                            first.get(partition),
                                            end.get(partition)));
            Map<Integer, Long> start = new TreeMap<>(first);
            start.putAll(range.fromOffsets());
            range.from().ifPresent(time -> start.putAll(offsets.since(time, end)));
            Map<Integer, Long> stop = range.to().map(time -> offsets.since(time, end)).orElse(end);
            if (start.keySet().stream().allMatch(p -> start.get(p) >= stop.get(p))) {
                throw new OptionsException(
                        "Nothing lies on %s%s: %s"
                                .formatted(
                                        topic,
                                        said(range),
                                        range.equals(TopicRange.WHOLE)
                                                ? "name another topic"
                                                : "correct --from, --to or --from-offsets"));
            }
        } catch (Unanswered e) {
            throw new IOException(
                    "Kafka would not say what lies on %s: %s"
                            .formatted(topic, e.getCause().getMessage()),
                    e);
        }
    }

    private static void requireThere(
            String topic, int partition, long offset, long first, long end) {
        if (offset < first || offset > end) {
            throw new OptionsException(
                    "Partition %d of %s holds offsets %d to %d, not %d: correct --from-offsets"
                            .formatted(partition, topic, first, end, offset));
        }
    }

    private static String said(TopicRange range) {
        String from = range.from().map(time -> " from " + time).orElse("");
        String offsets = range.fromOffsets().isEmpty() ? "" : " from these offsets";
        String to = range.to().map(time -> " before " + time).orElse("");
        return from + offsets + to;
    }

    /** What the brokers say of a topic's partitions. */
    private record Offsets(Admin admin, String topic, int partitions) {
        Map<Integer, Long> of(OffsetSpec spec) {
            Map<TopicPartition, OffsetSpec> asked =
                    IntStream.range(0, partitions)
                            .mapToObj(partition -> new TopicPartition(topic, partition))
                            .collect(Collectors.toMap(partition -> partition, p -> spec));
            Map<Integer, Long> offsets = new TreeMap<>();
            try {
                admin.listOffsets(asked)
                        .all()
                        .get()
                        .forEach((of, found) -> offsets.put(of.partition(), found.offset()));
            } catch (ExecutionException e) {
                throw new Unanswered(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Unanswered(e);
            }
            return offsets;
        }

        /** The first that is not older; the end where all are. */
        Map<Integer, Long> since(Instant time, Map<Integer, Long> end) {
            Map<Integer, Long> found =
                    of(OffsetSpec.forTimestamp(Math.max(0, time.toEpochMilli())));
            found.replaceAll((partition, offset) -> offset < 0 ? end.get(partition) : offset);
            return found;
        }
    }

    private static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unanswered(Throwable cause) {
            super(cause);
        }
    }
}
