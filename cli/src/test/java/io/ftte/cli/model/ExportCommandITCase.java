package io.ftte.cli.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.encoding.ModelDigest;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.ModelShards;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TopicSet;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.safetensors.SafetensorsFile;
import io.ftte.schemas.safetensors.SafetensorsModel;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From a {@code .safetensors} file to the control topic, and from the model topic to a file. */
@ExtendWith(SharedKafka.class)
class ExportCommandITCase {
    private static final float[] START = {0.5f, -1, Float.MIN_VALUE, 3, -0f, 1e30f};
    private static final float[] TRAINED = {9, 9, 2.5f, 3.5f, 4.5f, 9};
    private static final String SETTINGS =
            "{\"modelId\":\"m\",\"architecture\":{\"input\":[2],\"layers\":["
                    + "{\"type\":\"dense\",\"name\":\"fc\",\"units\":2}]},"
                    + "\"aggregation\":{\"averaging\":{\"decay\":0.9}}}";

    @TempDir private Path directory;

    private Path in;
    private Path out;
    private Path settings;

    @BeforeEach
    void write() throws Exception {
        in = directory.resolve("in.safetensors");
        out = directory.resolve("out.safetensors");
        settings = Files.writeString(directory.resolve("settings.json"), SETTINGS);
        SafetensorsFile.write(
                in,
                List.of(new Tensor("fc.bias", List.of(2)), new Tensor("fc.weight", List.of(2, 2))),
                START,
                Map.of("tied.weight", "fc.weight"));
    }

    @Test
    void export_publishedAndTrained_writesEachVersion() throws Exception {
        TopicSet topics = TopicSet.create("export");
        assertThat(publish(topics).out()).startsWith("registered m on export.control: 6 param");
        // The architecture puts the kernel first.
        float[] start = {START[2], START[3], START[4], START[5], START[0], START[1]};
        ModelShards m = new ModelShards("m", 0);
        job(topics, m.snapshot(0, start));
        job(topics, m.version(ShardKind.MODEL, 1, 0, TRAINED));
        job(topics, m.version(ShardKind.AVERAGE, 1, 0, 0, 0, 1, 1, 1, 0));

        CommandLineRun first = export(topics, "--version", "0");

        assertThat(first.err()).isEmpty();
        assertThat(first.code()).isZero();
        assertExported(0, "raw", start);

        assertThat(export(topics).out())
                .isEqualToIgnoringNewLines("m version 1: 6 parameters to " + out);
        assertExported(1, "raw", start[0], start[1], 2.5f, 3.5f, 4.5f, start[5]);

        assertThat(export(topics, "--average").out())
                .startsWith("m version 1, averaged: 6 parameters");
        assertExported(1, "average", start[0], start[1], 1, 1, 1, start[5]);
        SafetensorsModel asItCame = SafetensorsModel.read(out, Optional.empty());
        assertThat(asItCame.tensors())
                .containsExactly(
                        new Tensor("fc.weight", List.of(2, 2)), new Tensor("fc.bias", List.of(2)));
        assertThat(asItCame.source().aliases()).isEqualTo(Map.of("tied.weight", "fc.weight"));

        export(topics, "--no-pytorch-names");
        SafetensorsModel renamed = SafetensorsModel.read(out, Optional.empty());
        assertThat(renamed.tensors())
                .containsExactly(
                        new Tensor("fc/kernel", List.of(2, 2)), new Tensor("fc/bias", List.of(2)));
        assertThat(renamed.source().aliases()).isEmpty();

        assertFailed(
                export(topics, "--version", "7"),
                1,
                "Version 7 of m is not on export.models, which keeps little but the newest;"
                        + " there are: 0–1");
    }

    @Test
    void publish_sameFilesTwice_isOneModel() throws Exception {
        TopicSet topics = TopicSet.create("export-twice");

        publish(topics);
        CommandLineRun again = publish(topics);

        assertThat(again.code()).isZero();
        assertThat(again.out()).startsWith("already registered, equal: m");
    }

    @Test
    void export_nothingThere_saysWhat() throws Exception {
        TopicSet topics = TopicSet.create("export-none");
        assertFailed(export(topics), 1, "No model m is registered on export-none.control");
        publish(topics);
        assertFailed(
                export(topics),
                1,
                "No version of m is on export-none.models yet; start the job with ./ftte"
                        + " aggregate, or wait for its first checkpoint");
        assertFailed(
                topics.run("export", "--model-id", "x", "--out", out.toString()),
                1,
                "No model x is registered on export-none.control; there are: m");
        assertFailed(
                export(new TopicSet("export-absent")),
                1,
                "There is no topic export-absent.control");
        assertThat(out).doesNotExist();
    }

    /** As a job does with its checkpoints. */
    @Test
    void export_jobHasCommittedButNoVersionIsThere_doesNotSayToStartIt() throws Exception {
        TopicSet topics = TopicSet.create("export-running");
        publish(topics);
        TopicPartition control = new TopicPartition(topics.name("control"), 0);
        commit(control, 0);
        assertFailed(
                export(topics),
                1,
                "No version of m is on export-running.models yet; the job ftte-aggregation, which"
                        + " had checkpoints before, has not read all of export-running.control:"
                        + " see that it runs");

        // Chunk and head; behind them lies the mark of their transaction.
        commit(control, 2);
        assertFailed(
                export(topics),
                1,
                "No version of m is on export-running.models yet; the job ftte-aggregation has"
                        + " read the registration: see in export-running.rejected");
    }

    private static void commit(TopicPartition partition, long offset) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", SharedKafka.bootstrapServers()))) {
            admin.alterConsumerGroupOffsets(
                            "ftte-aggregation", Map.of(partition, new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        }
    }

    @Test
    void export_wrongOptions_oneLineAndCode2() throws Exception {
        TopicSet topics = TopicSet.create("export-wrong");
        assertFailed(export(topics, "--version", "-1"), 2, "'-1' is no version");
        assertFailed(export(topics, "--version", "newest"), 2, "'newest' is no version");
        Files.writeString(settings, "{\"modelId\":\"m\",\"aggregation\":{\"preset\":\"fedbuff\"}}");
        publish(topics);
        assertFailed(export(topics, "--average"), 2, "m keeps no average");
        job(topics, new ModelShards("m", 0).snapshot(0, START));
        out = directory.resolve("no").resolve("out.safetensors");
        assertFailed(export(topics), 1, "cannot be written (NoSuchFileException); correct --out");
    }

    @Test
    void publish_wrongFiles_oneLineAndCode2() throws Exception {
        TopicSet topics = new TopicSet("export-files");
        assertFailed(topics.run("publish", "--model", in.toString()), 2, "add --settings FILE");
        assertFailed(
                topics.run("publish", "--model", "m.json", "--settings", settings.toString()),
                2,
                "--settings belongs to a .safetensors file");
        Files.writeString(settings, SETTINGS.replace("\"units\":2", "\"units\":3"));
        assertFailed(
                publish(topics), 2, "'fc.weight' has the shape [2, 2]; the architecture needs");
        Files.delete(settings);
        assertFailed(publish(topics), 2, "There is no file " + settings + ": correct --settings");
        Files.writeString(settings, SETTINGS);
        Files.delete(in);
        assertFailed(publish(topics), 2, "There is no file " + in + ": correct --model");
    }

    private CommandLineRun publish(TopicSet topics) {
        return topics.run("publish", "--model", in.toString(), "--settings", settings.toString());
    }

    private CommandLineRun export(TopicSet topics, String... options) {
        String[] command = {"export", "--model-id", "m", "--out", out.toString()};
        return topics.run(
                Stream.of(command, options).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private void assertExported(long version, String parameters, float... expected)
            throws Exception {
        SafetensorsModel model = SafetensorsModel.read(out, Optional.empty());
        assertThat(model.parameters()).containsExactly(expected);
        try (SafetensorsFile file = SafetensorsFile.open(out)) {
            assertThat(file.metadata())
                    .containsEntry("modelId", "m")
                    .containsEntry("version", Long.toString(version))
                    .containsEntry("eventTime", Long.toString(1_000 + version))
                    .containsEntry("parameters", parameters)
                    .containsEntry("digest", ModelDigest.hex(ModelDigest.of(expected)));
        }
    }

    private static void assertFailed(CommandLineRun run, int code, String message) {
        assertThat(run.errorLines()).singleElement().asString().contains(message);
        assertThat(run.code()).isEqualTo(code);
    }

    private static void job(TopicSet topics, List<ModelShard> shards) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", SharedKafka.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (ModelShard shard : shards) {
                String key =
                        "%s/%d/%s/%d/%d"
                                .formatted(
                                        shard.getModelId(),
                                        shard.getGeneration(),
                                        shard.getKind(),
                                        shard.getShard(),
                                        shard.getVersion());
                producer.send(
                        new ProducerRecord<>(
                                topics.name("models"),
                                key.getBytes(UTF_8),
                                RecordCodec.encode(shard)));
            }
        }
    }
}
