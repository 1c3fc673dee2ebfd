package io.ftte.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Topics of one test on the shared broker; their names begin with a prefix of its own. */
record TopicSet(String prefix) {
    static TopicSet create(String prefix) {
        TopicSet topics = new TopicSet(prefix);
        assertThat(topics.run("topics", "--create").code()).isZero();
        return topics;
    }

    /** Runs a command with them. */
    CommandLineRun run(String... command) {
        List<String> line = new ArrayList<>(Arrays.asList(command));
        line.addAll(options());
        return CommandLineRun.of(line.toArray(String[]::new));
    }

    String name(String topic) {
        return prefix + "." + topic;
    }

    List<String> options() {
        return Stream.concat(
                        Stream.of("--bootstrap-servers=" + SharedKafka.bootstrapServers()),
                        Stream.of("updates", "control", "devices", "models", "lineage", "rejected")
                                .map(topic -> "--%s-topic=%s".formatted(topic, name(topic))))
                .toList();
    }
}
