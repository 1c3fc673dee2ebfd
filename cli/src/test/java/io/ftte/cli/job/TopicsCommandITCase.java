package io.ftte.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TopicSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedKafka.class)
class TopicsCommandITCase {
    @TempDir private Path directory;

    @Test
    void create_nothingThere_makesTopicsOfTheArchitecture() throws Exception {
        Path config = config("fresh");

        CommandLineRun first = topics(config, "--create", "--partitions", "3");
        CommandLineRun second = topics(config, "--create");

        assertThat(first.code()).isZero();
        assertThat(first.out()).contains("created fresh.control").contains("7 topics are as");
        assertThat(second.code()).isZero();
        assertThat(second.out()).contains("exists  fresh.control").doesNotContain("created");
        assertThat(partitions("fresh.control")).isEqualTo(1);
        assertThat(partitions("fresh.updates")).isEqualTo(3);
        assertThat(value("fresh.models", "cleanup.policy")).isEqualTo("compact");
        assertThat(value("fresh.lineage", "retention.ms")).isEqualTo("-1");
        assertThat(value("fresh.lineage", "max.message.bytes")).isEqualTo("3246560");
        assertThat(value("fresh.updates", "message.timestamp.after.max.ms")).isEqualTo("30000");
        assertThat(value("fresh.updates", "retention.ms")).isEqualTo("86400000");
    }

    @Test
    void check_topicsThatDoNotFit_printsCommandsThatMend() throws Exception {
        Path config = config("bent");
        create("bent.control", 2, Map.of("cleanup.policy", "compact"));
        create("bent.updates", 2, Map.of("message.timestamp.after.max.ms", "90000"));
        create("bent.models", 2, Map.of("cleanup.policy", "delete", "max.message.bytes", "1000"));
        create("bent.lineage", 2, Map.of("retention.ms", "-1"));

        CommandLineRun run = topics(config, "--check");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errorLines()).singleElement().asString().contains("8 problems");
        assertThat(run.out())
                .contains(
                        "bent.control has 2 partitions, wanted 1",
                        "bent.updates has message.timestamp.after.max.ms=90000, wanted at most"
                                + " 30000",
                        "bent.models has cleanup.policy=delete, wanted compact",
                        "bent.models has max.message.bytes=1000, wanted at least 1048588",
                        "bent.lineage has max.message.bytes=1048588, wanted at least 3246560",
                        "bent.devices does not exist",
                        "  ./ftte topics --create --bootstrap-servers "
                                + SharedKafka.bootstrapServers()
                                + " --updates-topic bent.updates --control-topic bent.control"
                                + " --decisions-topic bent.decisions",
                        "--entity-name bent.models --add-config cleanup.policy=compact");
    }

    @Test
    void check_onlyTopicsWithDefaultsOfTheBroker_areRefusedForWhatMatters() throws Exception {
        Path config = config("plain");
        for (String name : List.of("control", "decisions", "devices", "updates", "models")) {
            create("plain." + name, 1, Map.of());
        }

        assertThat(topics(config, "--check").out())
                .contains("plain.updates has message.timestamp.after.max.ms=3600000")
                .contains("plain.models has cleanup.policy=delete")
                .doesNotContain("max.message.bytes");
    }

    /** A file with topics of their own for each test; it holds options of the job as well. */
    private Path config(String prefix) throws IOException {
        StringBuilder yaml = new StringBuilder("max-clock-skew: 30s\ntick-interval: 0\n");
        for (String topic : TopicSet.ROLES) {
            yaml.append("%s-topic: %s.%s%n".formatted(topic, prefix, topic));
        }
        return Files.writeString(directory.resolve(prefix + ".yaml"), yaml);
    }

    private static CommandLineRun topics(Path config, String... args) {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "topics",
                                "--config",
                                config.toString(),
                                "--bootstrap-servers",
                                SharedKafka.bootstrapServers()));
        line.addAll(List.of(args));
        return CommandLineRun.of(line.toArray(String[]::new));
    }

    private static void create(String name, int partitions, Map<String, String> configs)
            throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs)))
                    .all()
                    .get();
        }
    }

    private static int partitions(String topic) throws Exception {
        try (Admin admin = admin()) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .size();
        }
    }

    private static String value(String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = admin()) {
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            return config.get(name).value();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", SharedKafka.bootstrapServers()));
    }
}
