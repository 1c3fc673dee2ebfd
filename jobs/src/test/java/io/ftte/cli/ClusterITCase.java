package io.ftte.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.devices.LocalUpdate;
import io.ftte.devices.UpdateChunks;
import io.ftte.devices.UpdateSender;
import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.AggregationOptions;
import io.ftte.jobs.KafkaConnection;
import io.ftte.jobs.TopicAdmin;
import io.ftte.jobs.TopicLayout;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job jar on a real cluster: submitted, stopped with a savepoint in mid-buffer, and started
 * again at another parallelism; and a task manager killed. Needs the jars of a Flink distribution:
 * {@code benchmarks/cluster} runs it.
 */
@EnabledIfSystemProperty(named = "flink.home", matches = ".+")
class ClusterITCase {
    private static final int BUFFER = 10;
    private static final String MODEL = "cluster";
    private static final String JAR = Path.of("target", "ftte-job.jar").toAbsolutePath().toString();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path temp;

    private AggregationConf conf;

    @Test
    void job_stoppedInMidBufferAndRescaled_losesAndDoublesNothing() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                FlinkDistribution cluster =
                        new FlinkDistribution(Path.of(System.getProperty("flink.home")), temp)) {
            String config = prepare(kafka);
            cluster.start();
            String job = jobId(cluster.flink("run", "-d", "-p", "2", JAR, "--config", config));
            send(0, 25);
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> lineage().size() == 2);
            String savepoint =
                    savepoint(
                            cluster.flink(
                                    "stop",
                                    "-p",
                                    temp.resolve("savepoints").toUri().toString(),
                                    job));
            send(25, 10);
            cluster.flink("run", "-d", "-p", "3", "-s", savepoint, JAR, "--config", config);
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> lineage().size() == 3);
            List<VersionLineage> versions = lineage();
            assertThat(versions).extracting(VersionLineage::getVersion).containsExactly(1L, 2L, 3L);
            assertThat(versions)
                    .flatExtracting(VersionLineage::getContributions)
                    .extracting(Contribution::getSequence)
                    .doesNotHaveDuplicates()
                    .hasSize(3 * BUFFER);
        }
    }

    @Test
    void taskManager_killedInMidBuffer_losesAndDoublesNothing() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                FlinkDistribution cluster =
                        new FlinkDistribution(Path.of(System.getProperty("flink.home")), temp)) {
            String config = prepare(kafka);
            cluster.start();
            // Three slots of two and two: whichever task manager dies, the job runs on it.
            cluster.flink("run", "-d", "-p", "3", JAR, "--config", config);
            send(0, 25);
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> lineage().size() == 2);
            send(25, 10);
            cluster.replaceTaskManager();
            send(35, 15);
            Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> lineage().size() == 5);
            List<VersionLineage> versions = lineage();
            assertThat(versions)
                    .extracting(VersionLineage::getVersion)
                    .containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(versions)
                    .flatExtracting(VersionLineage::getContributions)
                    .extracting(Contribution::getSequence)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 5 * BUFFER).boxed().toList());
            assertThat(cluster.jobManagerLog()).contains("from state RUNNING to RESTARTING");
        }
    }

    /** Creates the topics, publishes the model and returns the job's configuration file. */
    private String prepare(EmbeddedKafka kafka) throws Exception {
        Configuration options = new Configuration();
        options.set(AggregationOptions.BOOTSTRAP_SERVERS, kafka.bootstrapServers());
        conf = AggregationConf.of(options);
        try (Admin admin = KafkaConnection.open(conf)) {
            new TopicAdmin(admin, conf.brokers()).create(TopicLayout.DEFAULT.topics(conf), 1);
        }
        new ModelPublisher(conf).publish(model());
        return Files.writeString(
                        temp.resolve("job.yaml"),
                        """
                        bootstrap-servers: %s
                        out-of-orderness: 200ms
                        tick-interval: 100ms
                        slice-size: 1024
                        """
                                .formatted(kafka.bootstrapServers()))
                .toString();
    }

    private static ModelDefinition model() {
        float[] parameters = new float[3_000];
        return ModelDefinition.of(
                MODEL,
                System.currentTimeMillis(),
                List.of(new Tensor("weights", List.of(parameters.length))),
                List.of(new Plan(1, List.of(new TensorRange("weights", 0, parameters.length)))),
                AggregationJson.defaults(),
                parameters,
                Optional.empty());
    }

    private void send(long firstSequence, int count) {
        float[] delta = new float[3_000];
        Arrays.fill(delta, 0.01f);
        try (UpdateSender sender =
                UpdateSender.connect(
                        Map.of("bootstrap.servers", conf.brokers()),
                        conf.topics().updates(),
                        UpdateChunks.defaults())) {
            for (long sequence = firstSequence; sequence < firstSequence + count; sequence++) {
                sender.send(
                        new LocalUpdate(MODEL, "device", sequence, 0, 1, 1, delta),
                        System.currentTimeMillis());
            }
            sender.flush();
        }
    }

    private List<VersionLineage> lineage() throws Exception {
        Properties properties = KafkaConnection.properties(conf);
        properties.put("isolation.level", "read_committed");
        List<VersionLineage> versions = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(conf.topics().lineage()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                versions.add(RecordCodec.decode(record.value(), VersionLineage.class));
            }
        }
        return versions;
    }

    private static String jobId(String output) {
        return find("JobID ([0-9a-f]{32})", output);
    }

    private static String savepoint(String output) {
        return find("Path: (\\S+)", output);
    }

    private static String find(String pattern, String output) {
        Matcher matcher = Pattern.compile(pattern).matcher(output);
        assertThat(matcher.find()).as("%s in %s", pattern, output).isTrue();
        return matcher.group(1);
    }
}
