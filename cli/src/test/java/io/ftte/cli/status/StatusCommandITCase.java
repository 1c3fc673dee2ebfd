package io.ftte.cli.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.LiveModel;
import io.ftte.fixtures.ModelShards;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.SharedUpdates;
import io.ftte.fixtures.TestModels;
import io.ftte.fixtures.TopicSet;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.SumRequest;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedKafka.class)
class StatusCommandITCase {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path temp;

    @Test
    void status_ofAJobThatTrains_hasVersionSettingsPlansAndLag() throws Exception {
        try (LiveModel live = LiveModel.start("status-live", temp)) {
            String config = "--config=" + live.options;
            assertThat(CommandLineRun.of("publish", "--model=" + live.model, config).err())
                    .isEmpty();
            live.train(25);
            live.await("version 2", () -> version(config) == 2);
            assertThat(
                            CommandLineRun.of(
                                            "configure",
                                            "--model-id=cifar",
                                            "--set=bufferSize=20",
                                            config)
                                    .out())
                    .contains("they make version 3 at the earliest, ./ftte status shows");
            assertThat(json(config).at("/models/0/settings/waiting")).hasToString("[1]");

            live.train(30);
            live.await("version 4", () -> version(config) == 4);
            live.await("the lineage", () -> live.lineage(0).size() == 4);
            JsonNode status = json(config);
            JsonNode model = status.at("/models/0");
            assertThat(model.at("/id").asText()).isEqualTo("cifar");
            assertThat(model.at("/generation").asInt()).isZero();
            assertThat(model.at("/published").asLong()).isPositive();
            assertThat(model.at("/settings/number").asInt()).isEqualTo(1);
            assertThat(model.at("/settings/sinceVersion").asLong()).isEqualTo(4);
            assertThat(model.at("/settings/text").asText()).contains("bufferSize=20");
            assertThat(model.at("/settings/waiting")).isEmpty();
            assertThat(model.at("/plans/0/planId").asInt()).isEqualTo(1);
            live.await("a commit of what was sent", () -> committed(json(config)) >= live.sent());
            assertThat(json(config).at("/job/newestRead").asLong())
                    .isGreaterThanOrEqualTo(model.at("/eventTime").asLong());

            String text = CommandLineRun.of("status", config).out();
            assertThat(text)
                    .contains("job status-live: has read status-live.updates up to ")
                    .containsPattern(
                            "cifar +0 +4 +\\S+ \\(\\d+ s ago\\) +1 since version 4 +1 since")
                    .contains("cifar, settings 1: bufferSize=20");
        }
    }

    @Test
    void status_openTransactionAndNoJob_saysWhereReadersWait() throws Exception {
        TopicSet topics = TopicSet.create("status-open");
        assertThat(topics.run("status").out())
                .contains(
                        "job ftte-aggregation: has had no checkpoint",
                        "no model is registered",
                        "no transaction is open");
        Properties properties = new Properties();
        properties.put("bootstrap.servers", SharedKafka.bootstrapServers());
        properties.put("transactional.id", "status-open-models-0-1-7");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(
                            new ProducerRecord<>(
                                    topics.name("models"), 1, "k".getBytes(UTF_8), new byte[1]))
                    .get();
            assertThat(topics.run("status").out())
                    .contains("open transactions, behind which readers see nothing yet:")
                    .containsPattern(
                            "  status-open.models-1 from offset 0, last written \\S+"
                                    + " \\(\\d+ s ago\\): status-open-models-0-1-7");
            JsonNode open =
                    JSON.readTree(topics.run("status", "--json").out()).at("/openTransactions");
            assertThat(open).hasSize(1);
            assertThat(open.at("/0/partition").asInt()).isEqualTo(1);
            producer.abortTransaction();
        }
    }

    @Test
    void status_requestWithoutItsVersion_saysWhichSumTheModelWaitsFor() throws Exception {
        Path key = Files.writeString(temp.resolve("party.key"), "0123456789abcdef".repeat(4));
        JobTopics topics =
                JobTopics.create(
                        "status-sum",
                        1,
                        Map.of(
                                "party-key-file", key.toString(),
                                "sum-requests-topic", "status-sum.requests",
                                "sums-topic", "status-sum.sums"));
        String model = SharedUpdates.MODEL;
        topics.register(
                TestModels.zeros(model, 6, SharedUpdates.settings(3, "sgd"), 1_700_000_000_000L));
        ModelShards shards = new ModelShards(model, 0);
        publish(topics, topics.conf().topics().models(), shards.snapshot(0, 1, 2, 3, 4, 5, 6));
        assertThat(model(topics).has("sumAwaited")).isFalse();

        publish(topics, "status-sum.requests", List.of(request(model, 1), request(model, 2)));
        assertThat(model(topics).at("/sumAwaited/version").asLong()).isEqualTo(1);
        assertThat(model(topics).at("/sumAwaited/requested").asLong()).isPositive();
        publish(
                topics,
                topics.conf().topics().models(),
                shards.version(ShardKind.MODEL, 1, 0, 0, 0, 7, 8, 9, 0));
        assertThat(status(topics).out())
                .containsPattern(
                        model
                                + ", version 2 waits for the helper's sum, asked for \\S+"
                                + " \\(\\d+ s ago\\)");
        publish(
                topics,
                topics.conf().topics().models(),
                shards.version(ShardKind.MODEL, 2, 0, 0, 0, 7, 8, 9, 0));
        assertThat(model(topics).has("sumAwaited")).isFalse();
    }

    private static SumRequest request(String model, long version) {
        return new SumRequest(model, 0, version, 1, 6, 1024, 0L, List.of(), 0);
    }

    private static void publish(
            JobTopics topics, String topic, List<? extends SpecificRecord> records)
            throws Exception {
        topics.send(
                records.stream()
                        .map(
                                record ->
                                        new ProducerRecord<>(
                                                topic,
                                                "k".getBytes(UTF_8),
                                                RecordCodec.encode(record)))
                        .toList());
    }

    private static JsonNode model(JobTopics topics) throws Exception {
        return JSON.readTree(status(topics, "--json").out()).at("/models/0");
    }

    private static CommandLineRun status(JobTopics topics, String... more) {
        List<String> line = new ArrayList<>(List.of("status"));
        topics.options()
                .toMap()
                .forEach((name, value) -> line.add("--%s=%s".formatted(name, value)));
        line.addAll(List.of(more));
        return CommandLineRun.of(line.toArray(String[]::new));
    }

    private static long version(String config) throws Exception {
        return json(config).at("/models/0/version").asLong(-1);
    }

    private static long committed(JsonNode status) {
        long committed = 0;
        for (JsonNode partition : status.at("/job/partitions")) {
            committed += partition.at("/committed").asLong();
        }
        return committed;
    }

    private static JsonNode json(String config) throws Exception {
        CommandLineRun run = CommandLineRun.of("status", "--json", config);
        assertThat(run.err()).isEmpty();
        return JSON.readTree(run.out());
    }
}
