package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.devices.client.ModelAssembler;
import io.ftte.devices.client.ModelCatalogue;
import io.ftte.devices.client.ModelReader;
import io.ftte.devices.client.ModelVersion;
import io.ftte.encoding.ModelDigest;
import io.ftte.fixtures.CheckpointFiles;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.Ending;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.Sabotage;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TestModels;
import io.ftte.jobs.AggregationJob;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.live.FenceWriter;
import io.ftte.jobs.live.KafkaInputs;
import io.ftte.jobs.live.KafkaOutputs;
import io.ftte.jobs.live.TickWriter;
import io.ftte.jobs.live.TopicRange;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.replay.ReplayJob;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After an outage longer than the transaction timeout, {@code republish} brings devices on. */
@ExtendWith(SharedKafka.class)
class RepublishITCase {
    private static final int PARALLELISM = 2;
    private static final int PARTITIONS = 2;
    private static final int OUTPUTS = 50;
    private static final int INPUTS = 49;
    private static final int PARAMETERS = OUTPUTS * INPUTS + OUTPUTS;
    private static final int BUFFER = 10;
    private static final int SLOTS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(SLOTS)
                            .setConfiguration(AggregationPipeline.flinkDefaults())
                            .build());

    @TempDir Path temp;

    private final ModelCatalogue catalogue =
            new ModelCatalogue(ModelAssembler.newestOnly(ShardKind.MODEL), version -> {});

    private ModelDefinition model;
    private JobTopics topics;
    private Optional<JobClient> running = Optional.empty();
    private int sent;

    @AfterEach
    void cancel() throws Exception {
        if (running.isPresent()) {
            Ending.of(running.get());
        }
    }

    private static ModelDefinition model(String id) {
        long now = System.currentTimeMillis();
        return id.equals("layers")
                ? TestModels.layers(id, OUTPUTS, INPUTS, BUFFER, now)
                : TestModels.zeros(id, PARAMETERS, BUFFER, now);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector", "layers"})
    void republish_outputOfACheckpointExpired_devicesGoOnAndTheGapIsNamed(String id)
            throws Exception {
        model = model(id);
        topics = topics(id);
        topics.register(model);
        try (ModelReader device =
                ModelReader.start(
                        Map.of("bootstrap.servers", topics.conf().brokers().address()),
                        topics.conf().topics().models(),
                        catalogue)) {
            Sabotage outage = Sabotage.planned(Sabotage.Failure.BEFORE_COMMIT);
            JobClient first = start(outage, new Configuration());
            train(2);
            await("two versions", () -> newest() == 2 && topics.lineage().size() == 2);
            outage.arm();
            train(1);
            await("the failure", () -> first.getJobStatus().get() == JobStatus.FAILED);
            await("the end of its transactions", () -> !topics.hasOpenTransactions());

            Configuration restoring = new Configuration();
            restoring.set(
                    StateRecoveryOptions.SAVEPOINT_PATH,
                    checkpoints(first).newest().orElseThrow().toString());
            JobClient second = start(Sabotage.planned(), restoring);
            running = Optional.of(second);
            await(
                    "a checkpoint",
                    () ->
                            checkpoints(second).newest().isPresent()
                                    || second.getJobStatus().get() == JobStatus.FAILED);
            assertThat(second.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
            assertThat(newest()).as("what devices know").isEqualTo(2);
            List<Long> before = versions();

            CommandLineRun run = topics.republish(id, "60s");

            assertThat(run.err()).isEmpty();
            assertThat(run.code()).isZero();
            assertThat(run.out())
                    .startsWith("%1$s version 3 is on %1$s.models again: 2,500 ".formatted(id));
            assertThat(run.out())
                    .contains(
                            before.contains(3L)
                                    ? ".lineage lacks no version"
                                    : ".lineage lacks version 3;");
            await("the version on the devices", () -> newest() == 3);
            ModelVersion third = catalogue.newest(id).orElseThrow();
            train(2);
            await("the next versions", () -> newest() == 5 && versions().contains(5L));
            assertThat(second.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
            Ending.of(second);

            List<VersionLineage> replayed = replay();
            assertThat(replayed).hasSize(5);
            assertThat(replayed).as("nothing else has changed").containsAll(topics.lineage());
            assertThat(digest(third)).isEqualTo(replayed.get(2).getDigest());
            assertThat(digest(catalogue.newest(id).orElseThrow()))
                    .isEqualTo(replayed.get(4).getDigest());
        }
    }

    @Test
    void republish_noJobRunsOrNoSuchModel_isOneLine() throws Exception {
        JobTopics idle = topics("idle");
        assertThat(idle.republish("m", "1s").err())
                .startsWith("ftte: No model m is registered on idle.control; there are: none")
                .hasLineCount(1);
        idle.register(model("m"));

        CommandLineRun run = idle.republish("m", "1s");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("ftte: No job has published m within 1 s; see that it runs")
                .hasLineCount(1);
    }

    private JobTopics topics(String name) throws Exception {
        return JobTopics.create(
                name,
                PARTITIONS,
                Map.of(
                        "out-of-orderness", "100ms",
                        "tick-interval", "200ms",
                        "slice-size", "1024",
                        "shard-size", "1024",
                        "checkpoint-interval", "1s",
                        "transaction-timeout", "5s",
                        "checkpoint-dir", temp.resolve("checkpoints").toUri().toString()));
    }

    /** The live job with something before its sinks. */
    private JobClient start(Sabotage sabotage, Configuration extra) throws Exception {
        AggregationConf conf = topics.conf();
        Configuration flink = AggregationJob.flinkConfiguration(new Configuration(), conf);
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        flink.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        flink.addAll(extra);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(PARALLELISM);
        String runId = UUID.randomUUID().toString();
        FenceWriter.control(conf, runId);
        KafkaInputs inputs = new KafkaInputs(env, conf);
        AggregationPipeline.Outputs outputs =
                AggregationPipeline.build(
                        sabotage.updates(inputs.updates(PARTITIONS)),
                        inputs.control(runId, Optional.empty()),
                        AggregationJob.settings(conf, topics.updates()));
        KafkaOutputs.attach(
                new AggregationPipeline.Outputs(
                        sabotage.beforeSink("models", outputs.models()),
                        sabotage.beforeSink("lineage", outputs.lineage()),
                        outputs.rejected(),
                        outputs.sumRequests()),
                conf);
        TickWriter.attach(env, conf, PARTITIONS);
        return env.executeAsync(conf.jobName());
    }

    private void train(int versions) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < versions * BUFFER; i++) {
            records.add(
                    TestModels.record(
                            topics.updates(),
                            TestModels.update(id(), "device-" + i % 5, sent++, 0, PARAMETERS),
                            System.currentTimeMillis()));
        }
        topics.send(records);
    }

    private String id() {
        return model.head().getModelId();
    }

    private long newest() {
        return catalogue.newest(id()).map(ModelVersion::version).orElse(-1L);
    }

    private List<Long> versions() throws Exception {
        return topics.lineage().stream().map(VersionLineage::getVersion).toList();
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(condition);
    }

    private CheckpointFiles checkpoints(JobClient job) {
        return CheckpointFiles.of(temp.resolve("checkpoints"), job.getJobID());
    }

    private List<VersionLineage> replay() throws Exception {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(
                        AggregationPipeline.flinkDefaults());
        env.setParallelism(PARALLELISM);
        return ReplayJob.run(
                        env,
                        new KafkaInputs(env, topics.conf())
                                .recordedUpdates(PARTITIONS, TopicRange.WHOLE),
                        List.of(model),
                        List.of(),
                        AggregationJob.settings(topics.conf(), topics.updates()),
                        Files.createTempDirectory(temp, "scratch"))
                .lineage();
    }

    private static ByteBuffer digest(ModelVersion version) {
        return ByteBuffer.wrap(ModelDigest.of(version.parameters()));
    }
}
