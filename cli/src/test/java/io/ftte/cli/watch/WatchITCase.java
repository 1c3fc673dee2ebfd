package io.ftte.cli.watch;

import static io.ftte.fixtures.TopicRecords.contribution;
import static io.ftte.fixtures.TopicRecords.lineage;
import static io.ftte.fixtures.WatchedTopics.GOOD;
import static io.ftte.fixtures.WatchedTopics.HOSTILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.WatchedTopics;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the page says of topics on a real Kafka, against what other readers find on them. */
@ExtendWith(SharedKafka.class)
@Timeout(180)
class WatchITCase {
    @Test
    void stateJson_ofTopicsInMotion_saysWhatIsOnThem() throws Exception {
        try (WatchedTopics watched = WatchedTopics.create("watch-state")) {
            watched.awaitState("the end", json -> json.get("phase").asText().equals("LIVE"));
            assertThat(watched.state().get("models")).isEmpty();
            watched.fill();

            JsonNode good = watched.model(GOOD);
            List<VersionLineage> versions = versions(watched.topics, GOOD);
            List<Contribution> contributions =
                    versions.stream().flatMap(v -> v.getContributions().stream()).toList();
            assertThat(good.get("newest").asLong()).isEqualTo(versions.size());
            assertThat(good.get("admitted").asInt()).isEqualTo(contributions.size());
            assertThat(good.get("meanStaleness").asDouble())
                    .isCloseTo(
                            contributions.stream()
                                    .mapToLong(Contribution::getStaleness)
                                    .average()
                                    .orElseThrow(),
                            within(1e-4));
            for (int v = 1; v < versions.size(); v++) {
                assertThat(good.at("/versions/fillMs/" + v).asLong())
                        .isEqualTo(
                                versions.get(v).getEventTime()
                                        - versions.get(v - 1).getEventTime());
            }
            assertThat(good.at("/open/seen").asInt()).isEqualTo(2);
            assertThat(good.at("/open/bufferSize").asInt()).isEqualTo(WatchedTopics.BUFFER);
            assertThat(good.at("/profiles/devices").asInt()).isEqualTo(6);
            assertThat(good.at("/devices/seen").asInt()).isEqualTo(6);
            assertThat(watched.model(HOSTILE).get("newest").asInt()).isEqualTo(1);
            assertRefusals(watched);
            assertProgress(watched);
        }
    }

    private static void assertRefusals(WatchedTopics watched) throws Exception {
        Map<String, Integer> counted = new HashMap<>();
        for (Rejection rejection : rejected(watched.topics)) {
            counted.merge(rejection.getReason().name(), 1, Integer::sum);
        }
        Map<String, Integer> shown = new HashMap<>();
        for (JsonNode rows :
                List.of(
                        watched.model(GOOD).get("refusals"),
                        watched.model(HOSTILE).get("refusals"),
                        watched.state().get("otherRefusals"))) {
            rows.forEach(
                    row ->
                            shown.merge(
                                    row.get("reason").asText(),
                                    row.get("records").asInt(),
                                    Integer::sum));
        }
        assertThat(shown).isEqualTo(counted);
    }

    private static void assertProgress(WatchedTopics watched) throws Exception {
        JsonNode rows = watched.state().get("topics");
        assertThat(rows).hasSize(6);
        for (JsonNode row : rows) {
            assertThat(row.get("read").asInt())
                    .as(row.toString())
                    .isEqualTo(watched.topics.committed(row.get("name").asText()).size());
            // On the control topic a key that names no model is passed over unread.
            assertThat(row.get("unreadable").asInt())
                    .as(row.toString())
                    .isEqualTo(row.get("topic").asText().equals("control") ? 0 : 1);
        }
    }

    private static List<VersionLineage> versions(JobTopics topics, String model) {
        return topics.committed(topics.conf().topics().lineage()).stream()
                .flatMap(record -> decoded(record.value(), VersionLineage.class).stream())
                .filter(version -> version.getModelId().equals(model))
                .toList();
    }

    private static List<Rejection> rejected(JobTopics topics) {
        return topics.committed(topics.conf().topics().rejected()).stream()
                .flatMap(record -> decoded(record.value(), Rejection.class).stream())
                .toList();
    }

    private static <T extends SpecificRecord> Optional<T> decoded(byte[] value, Class<T> type) {
        try {
            return Optional.of(RecordCodec.decode(value, type));
        } catch (WireException e) {
            return Optional.empty();
        }
    }

    @Test
    void stateJson_ofAnOpenTransaction_saysNothingUntilItIsCommitted() throws Exception {
        try (WatchedTopics watched = WatchedTopics.create("watch-open")) {
            Properties properties = watched.topics.conf().brokers().properties();
            properties.put("transactional.id", "watch-open");
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(
                            properties, new ByteArraySerializer(), new ByteArraySerializer())) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(watched.version(lineage("m", 1, 1, contribution("a", 0, 0, 1))));
                producer.flush();
                watched.awaitState("the end", json -> json.get("phase").asText().equals("LIVE"));
                assertThat(watched.state().get("models")).isEmpty();
                producer.commitTransaction();
                watched.awaitState("the version", json -> json.get("models").size() == 1);
            }
        }
    }

    @Test
    void page_readsOnly() throws Exception {
        JobTopics topics;
        Map<TopicPartition, Long> before;
        try (WatchedTopics watched = WatchedTopics.create("watch-reads")) {
            topics = watched.topics;
            watched.fill();
            before = ends(topics);
            long begun = watched.state().get("now").asLong();
            watched.awaitState(
                    "seconds of reading", json -> json.get("now").asLong() >= begun + 3_000);
        }
        assertThat(ends(topics)).isEqualTo(before);
        try (Admin admin = topics.conf().brokers().open()) {
            assertThat(admin.listGroups().all().get())
                    .noneMatch(group -> group.groupId().contains("watch"));
        }
    }

    private static Map<TopicPartition, Long> ends(JobTopics topics) throws Exception {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (String topic : topics.conf().topics().all()) {
            asked.put(new TopicPartition(topic, 0), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        try (Admin admin = topics.conf().brokers().open()) {
            admin.listOffsets(asked).all().get().forEach((p, end) -> ends.put(p, end.offset()));
        }
        return ends;
    }

    @Test
    void run_noTopics_oneLine() {
        CommandLineRun run =
                CommandLineRun.of(
                        "watch",
                        "--port=0",
                        "--bootstrap-servers=" + SharedKafka.bootstrapServers(),
                        "--control-topic=watch-nowhere.control");

        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .contains("There is no topic watch-nowhere.control", "./ftte topics --check");
        assertThat(run.code()).isEqualTo(1);
    }
}
