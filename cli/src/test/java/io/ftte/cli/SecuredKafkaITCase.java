package io.ftte.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.cli.watch.LivePage;
import io.ftte.cli.watch.PageAddress;
import io.ftte.devices.client.ModelAssembler;
import io.ftte.devices.client.ModelCatalogue;
import io.ftte.devices.client.ModelReader;
import io.ftte.devices.client.ModelVersion;
import io.ftte.devices.client.UpdateSender;
import io.ftte.fixtures.BrokerCertificate;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.DocumentedRights;
import io.ftte.fixtures.FtteProcess;
import io.ftte.fixtures.SecuredKafka;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.JobOptions;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.Plan;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.RegistrationJson;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.topics.TopicReader;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything over TLS and SCRAM, each part as a user of its own with the rights of
 * docs/security.md, and none of their passwords anywhere that somebody might look.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredKafkaITCase {
    private static final String JOB = "job";
    private static final String PUBLISHER = "publisher";
    private static final String DEVICE = "device";
    private static final String TOPICS = "topics";
    private static final String READER = "reader";

    /** Has a password, but no rights. */
    private static final String STRANGER = "stranger";

    private static final String MODEL = "m";
    private static final int PARAMETERS = 500;
    private static final int BUFFER = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir static Path temp;

    private SecuredKafka kafka;

    @BeforeAll
    void start() throws Exception {
        kafka =
                SecuredKafka.start(
                        Files.createDirectory(temp.resolve("secrets")),
                        List.of(JOB, PUBLISHER, DEVICE, TOPICS, READER, STRANGER));
        kafka.allow(DocumentedRights.all());
    }

    @AfterAll
    void stop() {
        kafka.close();
    }

    @Test
    void everyPart_withItsRights_trainsAndStrangersDoNot() throws Exception {
        Path model = Files.writeString(temp.resolve("model.json"), RegistrationJson.write(model()));
        succeed(TOPICS, "topics", "--create");
        succeed(PUBLISHER, "publish", "--model", model.toString());
        try (FtteProcess job = startJob()) {
            send(DEVICE, 0, 2 * BUFFER);
            await(job, "two versions", () -> lineage().size() == 2);
            assertThatThrownBy(() -> send(STRANGER, 0, BUFFER))
                    .hasMessageContaining("ftte.updates")
                    .hasMessageContaining("uthoriz");
            send(DEVICE, 2 * BUFFER, BUFFER);
            await(job, "a third", () -> lineage().size() == 3);
            awaitOnDevice(3);
            assertKeepsItsSecrets(job);
        }

        assertThat(lineage())
                .flatExtracting(VersionLineage::getContributions)
                .hasSize(3 * BUFFER)
                .extracting(Contribution::getDeviceId)
                .containsOnly(DEVICE);
        assertThat(records("ftte.updates")).noneMatch(record -> key(record).equals(STRANGER));
        assertThat(records("ftte.rejected")).isEmpty();
        succeed(READER, "status");
        succeed(READER, "export", "--model-id", MODEL, "--out", temp + "/m.safetensors");
        succeed(
                READER,
                "replay",
                "--model=" + model,
                "--updates=ftte.updates",
                "--out=" + temp.resolve("replayed"));
        assertThat(Files.readAllLines(temp.resolve("replayed/versions.jsonl"))).hasSize(3);
        assertWatches(3);
        succeed(PUBLISHER, "configure", "--model-id", MODEL, "--set", "bufferSize=7");
        succeed(PUBLISHER, "remove", "--model-id", MODEL);
        try (KafkaProducer<byte[], byte[]> profiles =
                new KafkaProducer<>(
                        client(DEVICE), new ByteArraySerializer(), new ByteArraySerializer())) {
            profiles.send(
                            new ProducerRecord<>(
                                    "ftte.devices", DEVICE.getBytes(UTF_8), new byte[] {0}))
                    .get();
        }
        succeed(PUBLISHER, "revoke", "--device-id", DEVICE);
        succeed(PUBLISHER, "admit", "--device-id", DEVICE);
    }

    private void assertWatches(long version) throws Exception {
        try (LivePage page =
                LivePage.start(
                        conf(READER),
                        Optional.empty(),
                        Instant.EPOCH,
                        PageAddress.of(PageAddress.LOOPBACK, "0", "port"))) {
            Awaitility.await("the live page")
                    .atMost(Duration.ofSeconds(60))
                    .until(
                            () ->
                                    JSON.readTree(get(page.url() + "state.json"))
                                                    .at("/models/0/newest")
                                                    .asLong()
                                            == version);
        }
    }

    @Test
    void commands_wrongPassword_oneLineAndCode1() throws Exception {
        Path config = kafka.config(PUBLISHER, "${env:FTTE_TEST_PASSWORD}");
        Path model = Files.writeString(temp.resolve("wrong.json"), RegistrationJson.write(model()));
        for (List<String> command :
                List.of(List.of("topics", "--check"), List.of("publish", "--model=" + model))) {
            List<String> args = new ArrayList<>(command);
            args.add("--config=" + config);
            try (FtteProcess run =
                    FtteProcess.start(
                            Files.createTempFile(temp, "wrong", ".log"),
                            Map.of("FTTE_TEST_PASSWORD", "not-the-right-one"),
                            args.toArray(String[]::new))) {
                assertThat(run.exitCode()).isEqualTo(1);
                assertThat(run.output().lines())
                        .singleElement()
                        .asString()
                        .contains("refuses the credentials", "correct kafka.sasl.*")
                        .doesNotContain("not-the-right-one");
            }
        }
    }

    @Test
    void commands_noTrustInTheBroker_oneLineAndCode1() throws Exception {
        CommandLineRun run =
                CommandLineRun.of(
                        "topics",
                        "--check",
                        "--config=" + kafka.config(JOB),
                        "--kafka.ssl.truststore.location="
                                + BrokerCertificate.create(
                                                Files.createTempDirectory(temp, "other"),
                                                kafka.secrets(JOB).get(1))
                                        .trustStore());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errorLines())
                .singleElement()
                .asString()
                .contains("agree on no TLS", "correct kafka.ssl.*");
    }

    /** Its password comes from the environment. */
    private FtteProcess startJob() throws Exception {
        return FtteProcess.start(
                temp.resolve("job.log"),
                Map.of("FTTE_TEST_PASSWORD", kafka.secrets(JOB).get(0)),
                "aggregate",
                "--debug",
                "--config=" + kafka.config(JOB, "${env:FTTE_TEST_PASSWORD}"),
                "--checkpoint-dir=" + temp.resolve("checkpoints").toUri(),
                "--checkpoint-interval=500ms",
                "--out-of-orderness=200ms",
                "--tick-interval=200ms",
                "--slice-size=1024",
                "--shard-size=1024");
    }

    private void assertKeepsItsSecrets(FtteProcess job) throws Exception {
        Matcher page = Pattern.compile("web page is (\\S+),").matcher(job.output());
        assertThat(page.find()).isTrue();
        JsonNode jobs = JSON.readTree(get(page.group(1) + "/jobs"));
        String id = "/jobs/" + jobs.get("jobs").get(0).get("id").asText();
        for (String path :
                List.of(
                        "/jobmanager/config",
                        "/jobmanager/environment",
                        id + "/jobmanager/config",
                        id + "/config",
                        id + "/plan",
                        id + "/exceptions",
                        id)) {
            assertThat(get(page.group(1) + path))
                    .as(path)
                    .isNotEmpty()
                    .doesNotContain(kafka.secrets(JOB))
                    .doesNotContain("ScramLoginModule", "kafka.ssl");
        }
        assertThat(job.output())
                .as("log")
                .contains("ConsumerConfig values", "ProducerConfig values", "AdminClientConfig")
                .contains("sasl.jaas.config = [hidden]", "ssl.truststore.password = [hidden]")
                .doesNotContain(kafka.secrets(JOB));
    }

    private static String get(String url) throws Exception {
        try (InputStream in = URI.create(url).toURL().openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private void await(FtteProcess job, String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(Duration.ofMinutes(4))
                .failFast(() -> assertThat(job.alive()).as(job.complaint()).isTrue())
                .until(condition);
    }

    private void awaitOnDevice(long version) throws Exception {
        ModelCatalogue catalogue =
                new ModelCatalogue(ModelAssembler.newestOnly(ShardKind.MODEL), newest -> {});
        try (ModelReader reader = ModelReader.start(client(DEVICE), "ftte.models", catalogue)) {
            Awaitility.await("the version on a device")
                    .atMost(Duration.ofSeconds(60))
                    .until(
                            () ->
                                    catalogue.newest(MODEL).map(ModelVersion::version).orElse(0L)
                                            >= version);
        }
    }

    private void send(String user, long firstSequence, int count) throws Exception {
        float[] delta = new float[PARAMETERS];
        Arrays.fill(delta, 0.01f);
        try (UpdateSender sender =
                UpdateSender.connect(client(user), "ftte.updates", UpdateChunks.defaults())) {
            for (long sequence = firstSequence; sequence < firstSequence + count; sequence++) {
                sender.send(
                        new LocalUpdate(MODEL, user, sequence, 0, 1, 10, delta),
                        System.currentTimeMillis());
            }
            sender.flush();
        }
    }

    private List<VersionLineage> lineage() throws Exception {
        List<VersionLineage> lineage = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records("ftte.lineage")) {
            lineage.add(RecordCodec.decode(record.value(), VersionLineage.class));
        }
        return lineage;
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(conf(READER).brokers(), topic)) {
            while (!reader.atEnd()) {
                reader.poll().forEach(records::add);
            }
        }
        return records;
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), UTF_8);
    }

    private Map<String, Object> client(String user) throws Exception {
        return conf(user).brokers().clientProperties();
    }

    private AggregationConf conf(String user) throws Exception {
        return AggregationConf.of(JobOptions.parse("--config=" + kafka.config(user)));
    }

    private void succeed(String user, String... command) throws Exception {
        List<String> args = new ArrayList<>(List.of(command));
        args.add("--config=" + kafka.config(user));
        CommandLineRun run = CommandLineRun.of(args.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    private static ModelDefinition model() {
        return ModelDefinition.of(
                MODEL,
                System.currentTimeMillis(),
                List.of(new Tensor("w", List.of(PARAMETERS))),
                List.of(new Plan(1, List.of(new TensorRange("w", 0, PARAMETERS)), null)),
                AggregationSettings.newBuilder(AggregationJson.defaults())
                        .setBufferSize(BUFFER)
                        .build(),
                new float[PARAMETERS],
                Optional.empty());
    }
}
