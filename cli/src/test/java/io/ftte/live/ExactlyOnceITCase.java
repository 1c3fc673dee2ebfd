package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.PrivateRun;
import io.ftte.fixtures.Sabotage;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TestModels;
import io.ftte.jobs.AggregationJob;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.graph.Authorisation;
import io.ftte.jobs.live.KafkaInputs;
import io.ftte.jobs.live.KafkaOutputs;
import io.ftte.jobs.live.KafkaRecords;
import io.ftte.jobs.live.TopicRange;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.replay.ReplayJob;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that fails at the worst moments leaves, for readers of committed records, what an
 * undisturbed one does.
 */
@ExtendWith(SharedKafka.class)
class ExactlyOnceITCase {
    private static final int PARALLELISM = 2;
    private static final int PARTITIONS = 3;
    private static final int DEVICES = 60;
    private static final int UPDATES = 4_000;
    private static final int OUTPUTS = 50;
    private static final int INPUTS = 49;
    private static final int PARAMETERS = OUTPUTS * INPUTS + OUTPUTS;
    private static final int BUFFER = 20;
    private static final long START = 1_700_000_000_000L;

    /** Ascending by id. */
    private static final List<ModelDefinition> MODELS =
            List.of(
                    TestModels.layers("layers", OUTPUTS, INPUTS, BUFFER, START),
                    TestModels.zeros(
                            "private", PARAMETERS, PrivateRun.settings("rmsprop").build(), START),
                    TestModels.zeros("robust", PARAMETERS, robust(), START),
                    TestModels.zeros("vector", PARAMETERS, BUFFER, START));

    private static final Map<String, String> OPTIONS =
            Map.of(
                    "out-of-orderness", "50ms",
                    "tick-interval", "0",
                    "slice-size", "1024",
                    "shard-size", "1024",
                    "checkpoint-interval", "200ms",
                    "privacy-key-file", PrivateRun.keyFile().toString());

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(PARALLELISM)
                            .setConfiguration(AggregationPipeline.flinkDefaults())
                            .build());

    @TempDir static Path temp;

    private static ReplayResult undisturbed;

    @BeforeAll
    static void runUndisturbed() throws Exception {
        JobTopics input = JobTopics.create("exactly-once", PARTITIONS, OPTIONS);
        input.send(updates(input.updates()));
        StreamExecutionEnvironment env = environment(AggregationPipeline.flinkDefaults());
        undisturbed =
                ReplayJob.run(
                        env,
                        new KafkaInputs(env, input.conf())
                                .recordedUpdates(PARTITIONS, TopicRange.WHOLE),
                        MODELS,
                        List.of(),
                        AggregationJob.settings(input.conf(), input.updates()),
                        Files.createTempDirectory(temp, "scratch"));
        assertThat(undisturbed.lineage()).hasSizeGreaterThan(UPDATES / BUFFER - 10);
        assertThat(undisturbed.rejections()).isNotEmpty();
    }

    private static AggregationSettings robust() {
        return AggregationJson.changed(
                AggregationJson.defaults(),
                Map.of("bufferSize", "" + BUFFER, "robust.rule", "trimmed-mean"));
    }

    /** One update a millisecond, some of them repeats, some without examples. */
    private static List<ProducerRecord<byte[], byte[]>> updates(String topic) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < UPDATES; i++) {
            String model = MODELS.get(i % MODELS.size()).head().getModelId();
            String device = "device-" + i * 7 % DEVICES;
            boolean repeat = i > DEVICES && i % 97 == 0;
            long sequence = i / DEVICES - (repeat ? 1 : 0);
            int length = i % 89 == 0 ? PARAMETERS - 1 : PARAMETERS;
            records.add(
                    TestModels.record(
                            topic,
                            TestModels.update(model, device, sequence, i / 120, length),
                            START + i));
        }
        return records;
    }

    @Test
    void run_failingAtTheWorstMoments_publishesEveryVersionOnce() throws Exception {
        JobTopics topics = run("exactly-once");

        List<VersionLineage> lineage = topics.lineage();
        assertThat(TestModels.digests(lineage))
                .isEqualTo(TestModels.digests(undisturbed.lineage()));
        assertThat(lineage).isEqualTo(undisturbed.lineage());
        List<ModelShard> shards = topics.shards();
        assertThat(new HashSet<>(shards)).as("no shard twice").hasSameSizeAs(shards);
        assertThat(MODELS.stream().flatMap(model -> TestModels.digests(model, shards).stream()))
                .containsExactlyElementsOf(TestModels.digests(undisturbed.lineage()));
        assertThat(topics.rejected()).isEqualTo(undisturbed.rejections());
    }

    @Test
    void run_atLeastOnce_repeatsVersionsWithEqualContentOnly() throws Exception {
        JobTopics topics = run("at-least-once");

        List<VersionLineage> lineage = topics.lineage();
        assertThat(lineage.size()).isGreaterThan(undisturbed.lineage().size());
        assertThat(lineage.stream().distinct().toList()).isEqualTo(undisturbed.lineage());
        assertThat(topics.rejected().stream().distinct().toList())
                .isEqualTo(undisturbed.rejections());
    }

    /** Runs the job through all failures; its outputs are on topics of their own. */
    private static JobTopics run(String guarantee) throws Exception {
        Map<String, String> options = new HashMap<>(OPTIONS);
        options.put("delivery-guarantee", guarantee);
        options.put("updates-topic", "exactly-once.updates");
        options.put(
                "checkpoint-dir",
                Files.createTempDirectory(temp, "checkpoints").toUri().toString());
        JobTopics topics = JobTopics.create("failing-" + guarantee, PARTITIONS, options);
        AggregationConf conf = topics.conf();
        Sabotage sabotage = Sabotage.everything();
        StreamExecutionEnvironment env =
                environment(
                        restarting(AggregationJob.flinkConfiguration(new Configuration(), conf)));
        AggregationPipeline.Outputs outputs =
                AggregationPipeline.build(
                        sabotage.updates(
                                new KafkaInputs(env, conf)
                                        .recordedUpdates(PARTITIONS, TopicRange.WHOLE)),
                        ReplayJob.control(env, MODELS, List.of()),
                        AggregationJob.settings(conf, conf.topics().updates())
                                .withRecords(KafkaRecords.of(conf), true),
                        Authorisation.none(),
                        sabotage::payloads);
        KafkaOutputs.attach(
                new AggregationPipeline.Outputs(
                        outputs.models(),
                        sabotage.beforeSink("lineage", outputs.lineage()),
                        outputs.rejected(),
                        outputs.sumRequests()),
                conf);
        env.execute(conf.jobName());
        assertThat(sabotage.failures()).containsExactlyInAnyOrder(Sabotage.Failure.values());
        assertThat(sabotage.restored())
                .as("attempts that began from a checkpoint")
                .isEqualTo(Map.of(0, false, 1, false, 2, true, 3, true, 4, true));
        return topics;
    }

    private static StreamExecutionEnvironment environment(Configuration flink) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(PARALLELISM);
        return env;
    }

    private static Configuration restarting(Configuration flink) {
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 10);
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
        flink.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(10));
        return flink;
    }
}
