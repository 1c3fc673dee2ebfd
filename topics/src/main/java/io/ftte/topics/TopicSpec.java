package io.ftte.topics;

import static java.util.stream.Collectors.toMap;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A topic as the job needs it.
 *
 * @param partitions how many it is created with
 * @param requiredPartitions how many it must have; empty where any number will do
 */
public record TopicSpec(
        String name, int partitions, OptionalInt requiredPartitions, List<TopicSetting> settings) {

    public TopicSpec {
        settings = List.copyOf(settings);
    }

    /** Setting names to values, for creating the topic. */
    Map<String, String> configs() {
        return settings.stream().collect(toMap(TopicSetting::name, TopicSetting::value));
    }
}
