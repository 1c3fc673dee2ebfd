package io.ftte.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.MetricsEndpoint;
import io.ftte.fixtures.MetricsEndpoint.Sample;
import io.ftte.fixtures.PrivateRun;
import io.ftte.fixtures.PromQuery;
import io.ftte.fixtures.RunningJob;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TestModels;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.ControlKey;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The running job as Prometheus sees it, with the reporter set up as in the image. */
@ExtendWith(SharedKafka.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsITCase {
    private static final Path DOCKER = Path.of("..", "docker");
    private static final String PREFIX = "flink_taskmanager_job_task_operator_ftte_";
    private static final String MODEL = "gait.v-2";
    private static final String LEAVING = "leaving";
    private static final String PRIVATE = "private";
    private static final int PARAMETERS = 500;
    private static final int BUFFER = 10;

    @TempDir static Path checkpoints;

    private JobTopics topics;
    private RunningJob job;
    private MetricsEndpoint endpoint;

    @BeforeAll
    void runJob() throws Exception {
        topics =
                JobTopics.create(
                        "metrics",
                        2,
                        Map.of(
                                "out-of-orderness", "500ms",
                                "tick-interval", "200ms",
                                "checkpoint-interval", "500ms",
                                "checkpoint-dir", checkpoints.toUri().toString(),
                                "parallelism", "2",
                                "privacy-key-file", PrivateRun.keyFile().toString()));
        topics.register(model(MODEL));
        topics.register(model(LEAVING));
        topics.register(
                TestModels.zeros(
                        PRIVATE,
                        PARAMETERS,
                        PrivateRun.settings("rmsprop").setBufferSize(BUFFER).build(),
                        System.currentTimeMillis()));
        endpoint = new MetricsEndpoint(freePort());
        Configuration options = reporter();
        options.setString("metrics.reporter.prom.port", "" + endpoint.port());
        options.addAll(topics.options());
        // Before the start, so that refusals reach the Sequencer before the registrations do.
        sendUpdates();
        job = RunningJob.start(options);
        job.await("versions", () -> value("model_versions", "model", MODEL) == 2);
        job.await("the rest of the updates", () -> value("model_admitted") == 35);
        job.await("refusals", () -> value("model_reason_rejected") == 5);
    }

    @AfterAll
    void stop() throws Exception {
        job.close();
    }

    private static ModelDefinition model(String id) {
        return TestModels.zeros(id, PARAMETERS, BUFFER, System.currentTimeMillis());
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Configuration reporter() {
        Configuration metrics = new Configuration();
        GlobalConfiguration.loadConfiguration(DOCKER.resolve("flink").toString())
                .toMap()
                .forEach(
                        (key, value) -> {
                            if (key.startsWith("metrics.")) {
                                metrics.setString(key, value);
                            }
                        });
        return metrics;
    }

    /** Two buffers and a half, one of the private model, and one for each place that refuses. */
    private void sendUpdates() throws Exception {
        long now = System.currentTimeMillis();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 5 * BUFFER / 2; i++) {
            records.add(update(MODEL, "device-" + i, PARAMETERS, now));
        }
        for (int i = 0; i < BUFFER; i++) {
            records.add(update(PRIVATE, "device-" + i, PARAMETERS, now));
        }
        records.add(update(MODEL, "device-0", PARAMETERS, now));
        records.add(update(MODEL, "short", PARAMETERS - 1, now));
        records.add(update("no-such-model", "stray", PARAMETERS, now));
        byte[] key = "noise".getBytes(UTF_8);
        records.add(new ProducerRecord<>(topics.updates(), null, now, key, key));
        records.add(new ProducerRecord<>(topics.updates(), null, now, key, key));
        topics.send(records);
    }

    private ProducerRecord<byte[], byte[]> update(
            String model, String device, int parameters, long time) {
        return TestModels.record(
                topics.updates(), TestModels.update(model, device, 0, 0, parameters), time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prometheus/alerts.yaml", "grafana/dashboards/ftte.json"})
    void scrape_whatTheFileAsksFor_isThere(String file) throws Exception {
        List<PromQuery> queries = queries(file);
        assertThat(queries)
                .isNotEmpty()
                .allSatisfy(query -> assertThat(query.selectors()).isNotEmpty());

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> {
                            List<Sample> samples = endpoint.scrape();
                            assertThat(queries).flatMap(query -> query.missing(samples)).isEmpty();
                        });
    }

    @Test
    void scrape_updatesOfAllKinds_areCountedOnceEach() throws Exception {
        assertThat(value("received")).isEqualTo(38);
        assertThat(value("model_admitted", "model", MODEL)).isEqualTo(25);
        assertThat(value("model_late", "model", MODEL)).isZero();
        assertThat(value("model_bufferFill", "model", MODEL)).isEqualTo(5);
        assertThat(value("model_staleness_count", "model", MODEL)).isEqualTo(25);
        assertThat(value("model_timeToFillMs_count", "model", MODEL)).isEqualTo(2);
        assertThat(value("model_reason_rejected", "reason", "DUPLICATE")).isEqualTo(1);
        assertThat(value("model_reason_rejected", "reason", "WRONG_LENGTH")).isEqualTo(1);
        assertThat(value("model_reason_rejected", "reason", "UNKNOWN_MODEL")).isEqualTo(1);
        assertThat(value("model_reason_rejected", "reason", "MALFORMED")).isEqualTo(2);
        assertThat(value("model_reason_rejected", "model", MODEL)).isEqualTo(2);
        assertThat(value("model_reason_rejected", "model", "unknown")).isEqualTo(3);
        assertThat(value("model_reason_rejected")).isEqualTo(5);
    }

    @Test
    void scrape_modelRemoved_itsSeriesGo() throws Exception {
        assertThat(models()).contains(MODEL, LEAVING);

        byte[] head = ControlKey.head(LEAVING).toString().getBytes(UTF_8);
        topics.send(List.of(new ProducerRecord<>(topics.conf().topics().control(), head, null)));
        job.await("end of the series", () -> !models().contains(LEAVING));

        assertThat(models()).contains(MODEL).doesNotContain("no-such-model");
    }

    private List<String> models() throws Exception {
        return endpoint.scrape().stream()
                .filter(sample -> sample.name().startsWith(PREFIX))
                .map(sample -> sample.labels().getOrDefault("model", ""))
                .distinct()
                .toList();
    }

    /** The sum over all series of a metric of the job that have a label, or over all. */
    private double value(String metric, String... label) throws Exception {
        return endpoint.scrape().stream()
                .filter(sample -> sample.name().equals(PREFIX + metric))
                .filter(
                        sample ->
                                label.length == 0 || label[1].equals(sample.labels().get(label[0])))
                .mapToDouble(Sample::value)
                .sum();
    }

    /** All expressions of alert rules, panels and variables. */
    private static List<PromQuery> queries(String file) throws Exception {
        ObjectMapper mapper = file.endsWith(".json") ? new ObjectMapper() : new YAMLMapper();
        JsonNode root = mapper.readTree(DOCKER.resolve(file).toFile());
        List<String> expressions = new ArrayList<>(root.findValuesAsText("expr"));
        root.path("templating")
                .path("list")
                .forEach(v -> expressions.add(v.path("query").asText()));
        return expressions.stream().map(PromQuery::parse).toList();
    }
}
