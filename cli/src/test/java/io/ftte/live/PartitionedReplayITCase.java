package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.GoldenScenario;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TestModels;
import io.ftte.jobs.AggregationJob;
import io.ftte.jobs.graph.AggregationPipeline;
import io.ftte.jobs.live.KafkaInputs;
import io.ftte.jobs.live.TopicRange;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.replay.ReplayJob;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.RegistrationJson;
import io.ftte.schemas.text.UpdateJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A topic read by one, two or three subtasks, at whatever speed each, is one stream. */
@ExtendWith(SharedKafka.class)
class PartitionedReplayITCase {
    private static final int PARTITIONS = 3;
    private static final List<Integer> PARALLELISMS = List.of(1, 2, 3, 4, 3, 2, 1, 3, 2, 4);

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(4)
                            .setConfiguration(AggregationPipeline.flinkDefaults())
                            .build());

    @TempDir Path temp;

    @Test
    void replay_devicesSpreadOverPartitions_tenRunsGiveOneSequenceOfDigests() throws Exception {
        GoldenScenario scenario = GoldenScenario.named("hostile");
        List<ModelDefinition> models = new ArrayList<>();
        for (Path model : scenario.models()) {
            models.add(RegistrationJson.read(model));
        }
        JobTopics topics =
                JobTopics.create(
                        "partitioned",
                        PARTITIONS,
                        Map.of(
                                "out-of-orderness",
                                scenario.outOfOrdernessMs() + "ms",
                                "tick-interval",
                                "0"));
        List<ProducerRecord<byte[], byte[]>> records = records(scenario, topics.updates());
        assertThat(
                        topics.send(records).stream()
                                .collect(Collectors.groupingBy(RecordMetadata::partition)))
                .as("partitions with updates")
                .hasSize(PARTITIONS);

        ReplayResult first = replay(topics.conf(), models, PARALLELISMS.get(0));
        assertThat(first.updates()).isEqualTo(records.size());
        assertThat(first.late()).isPositive();
        assertThat(first.rejections()).isNotEmpty();
        assertThat(first.lineage()).isNotEmpty();
        for (int parallelism : PARALLELISMS.subList(1, PARALLELISMS.size())) {
            ReplayResult again = replay(topics.conf(), models, parallelism);
            assertThat(TestModels.digests(again.lineage()))
                    .as("digests at parallelism " + parallelism)
                    .isEqualTo(TestModels.digests(first.lineage()));
            assertThat(again.lineage()).isEqualTo(first.lineage());
            assertThat(again.rejections()).isEqualTo(first.rejections());
            assertThat(again.late()).isEqualTo(first.late());
        }
    }

    private static List<ProducerRecord<byte[], byte[]>> records(
            GoldenScenario scenario, String topic) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String line : Files.readAllLines(scenario.updates())) {
            if (UpdateJson.parse(line) instanceof UpdateJson.Parsed update) {
                records.add(
                        new ProducerRecord<>(
                                topic, null, update.eventTime(), update.key(), update.value()));
            }
        }
        return records;
    }

    private ReplayResult replay(AggregationConf conf, List<ModelDefinition> models, int parallelism)
            throws Exception {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(
                        AggregationPipeline.flinkDefaults());
        env.setParallelism(parallelism);
        return ReplayJob.run(
                env,
                new KafkaInputs(env, conf).recordedUpdates(PARTITIONS, TopicRange.WHOLE),
                models,
                List.of(),
                AggregationJob.settings(conf, conf.topics().updates()),
                Files.createTempDirectory(temp, "scratch"));
    }
}
