package io.ftte.cli.watch;

import static io.ftte.fixtures.TopicRecords.contribution;
import static io.ftte.fixtures.TopicRecords.lineage;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.cli.demo.KafkaStorage;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.WatchedTopics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page while the only broker is away. */
@Timeout(240)
class BrokerAwayITCase {
    @TempDir private Path directory;

    @Test
    void brokerAway_pageSaysSoAndGoesOnWhenItIsBack() throws Exception {
        KafkaStorage storage = KafkaStorage.format(directory);
        KafkaRaftServer broker = start(storage);
        try (WatchedTopics watched =
                WatchedTopics.on(
                        JobTopics.create(storage.bootstrapServers(), "watch-away", 2, Map.of()))) {
            version(watched, 1);
            watched.awaitState("version 1", json -> newest(json) == 1);
            stop(broker);
            watched.awaitState("absence", json -> json.get("phase").asText().equals("AWAY"));
            assertThat(watched.state().get("problem").asText())
                    .contains("No Kafka broker answers at " + storage.bootstrapServers());
            assertThat(newest(watched.state())).as("what was known").isEqualTo(1);

            broker = start(storage);
            version(watched, 2);
            watched.awaitState(
                    "version 2",
                    json -> newest(json) == 2 && json.get("phase").asText().equals("LIVE"));
            assertThat(watched.state().at("/models/0/admitted").asInt())
                    .as("nothing counted twice")
                    .isEqualTo(2);
        } finally {
            stop(broker);
        }
    }

    private static void version(WatchedTopics watched, long version) throws Exception {
        watched.topics.send(
                List.of(
                        watched.version(
                                lineage("m", version, version, contribution("a", version, 0, 1)))));
    }

    private static long newest(JsonNode json) {
        return json.at("/models/0/newest").asLong();
    }

    private static KafkaRaftServer start(KafkaStorage storage) {
        KafkaRaftServer broker =
                new KafkaRaftServer(new KafkaConfig(storage.properties(), false), Time.SYSTEM);
        broker.startup();
        return broker;
    }

    private static void stop(KafkaRaftServer broker) {
        broker.shutdown();
        broker.awaitShutdown();
    }
}
