package io.ftte.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TopicSet;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.RegistrationJson;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedKafka.class)
class PublishCommandITCase {
    @TempDir private Path directory;

    @Test
    void publish_newModel_writesChunksThenHead() throws Exception {
        createTopics("new");
        Path model = model("m", 300_000, 1f);

        CommandLineRun run = publish("new", model);

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .isEqualToIgnoringNewLines(
                        "registered m on new.control: 300,000 parameters, plans 1,"
                                + " serverLearningRate=1.0 maxStaleness=1000"
                                + " serverOptimizer.name=sgd");
        List<ConsumerRecord<byte[], byte[]>> records = read("new.control", 4);
        assertThat(records)
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .containsExactly("m/parameters/0", "m/parameters/1", "m/parameters/2", "m/head");
        ModelRegistration head =
                RecordCodec.decode(records.get(3).value(), ModelRegistration.class);
        assertThat(head.getParameterChunks()).isEqualTo(3);
        assertThat(head.getAggregation().getMaxStaleness()).isEqualTo(1_000);
    }

    @Test
    void publish_equalModelAgain_writesNothing() throws Exception {
        createTopics("equal");
        Path model = model("m", 10, 1f);

        publish("equal", model);
        CommandLineRun again = publish("equal", model);

        assertThat(again.code()).isZero();
        assertThat(again.out()).startsWith("already registered, equal: m");
        assertThat(read("equal.control", 2)).hasSize(2);
    }

    @Test
    void publish_otherModelOfThatName_oneLineAndCode1() throws Exception {
        createTopics("other");

        publish("other", model("m", 10, 1f));
        CommandLineRun other = publish("other", model("m", 10, 2f));

        assertThat(other.code()).isEqualTo(1);
        assertThat(other.errorLines())
                .singleElement()
                .asString()
                .contains("Another model is registered as m", "change modelId");
    }

    @Test
    void publish_severalModels_allOrNone() throws Exception {
        createTopics("several");
        publish("several", model("b", 10, 1f));

        CommandLineRun clash =
                publish("several", model("a", 10, 1f), model("b", 10, 2f), model("c", 10, 1f));

        assertThat(clash.code()).isEqualTo(1);
        assertThat(clash.errorLines())
                .singleElement()
                .asString()
                .contains("Another model is registered as b");
        assertThat(read("several.control", 2)).hasSize(2);

        CommandLineRun run =
                publish("several", model("a", 10, 1f), model("b", 10, 1f), model("c", 10, 1f));

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().map(line -> line.substring(0, line.indexOf(" on "))))
                .containsExactly("registered a", "already registered, equal: b", "registered c");
        assertThat(read("several.control", 6))
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .containsExactly(
                        "b/parameters/0",
                        "b/head",
                        "a/parameters/0",
                        "a/head",
                        "c/parameters/0",
                        "c/head");
    }

    @Test
    void publish_oneModelInTwoFiles_oneLineThatNamesBoth() throws Exception {
        CommandLineRun run = publish("absent", model("m", 10, 1f), model("m", 10, 2f));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("m1.0.json and ", "m2.0.json are both of model m; change");
    }

    @Test
    void publish_noTopic_oneLineAndCode1() throws Exception {
        CommandLineRun run = publish("absent", model("m", 10, 1f));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errorLines()).singleElement().asString().contains("./ftte topics --check");
    }

    private Path model(String id, int parameters, float value) throws Exception {
        float[] values = new float[parameters];
        Arrays.fill(values, value);
        ModelDefinition model =
                ModelDefinition.of(
                        id,
                        1_700_000_000_000L,
                        List.of(new Tensor("w", List.of(parameters))),
                        List.of(new Plan(1, List.of(new TensorRange("w", 0, parameters)), null)),
                        AggregationJson.defaults(),
                        values,
                        Optional.empty());
        String json = RegistrationJson.write(model).replaceFirst("\"maxStaleness\":\\d+,", "");
        return Files.writeString(directory.resolve(id + value + ".json"), json);
    }

    private static void createTopics(String prefix) {
        assertThat(run(prefix, "topics", "--create").code()).isZero();
    }

    private static CommandLineRun publish(String prefix, Path... models) {
        return run(
                prefix,
                Stream.concat(
                                Stream.of("publish"),
                                Arrays.stream(models).map(model -> "--model=" + model))
                        .toArray(String[]::new));
    }

    private static CommandLineRun run(String prefix, String... args) {
        List<String> line = new ArrayList<>(List.of(args));
        line.addAll(List.of("--bootstrap-servers", SharedKafka.bootstrapServers()));
        for (String topic : TopicSet.ROLES) {
            line.add("--%s-topic=%s.%s".formatted(topic, prefix, topic));
        }
        return CommandLineRun.of(line.toArray(String[]::new));
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                SharedKafka.bootstrapServers(),
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofSeconds(10)).forEach(records::add);
            }
        }
        assertThat(records.size()).isGreaterThanOrEqualTo(count);
        return records;
    }
}
