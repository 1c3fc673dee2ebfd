package io.ftte.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TopicSet;
import io.ftte.jobs.AggregationLauncher;
import io.ftte.jobs.LocalFlink;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.jobs.options.JobOptions;
import io.ftte.jobs.options.YamlOptions;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.topics.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The fleet of the compose file on its model and its job options, twice in a row. */
@ExtendWith(SharedKafka.class)
class FleetCommandITCase {
    private static final Path COMPOSE = Path.of("..", "docker", "compose");

    @TempDir private Path directory;

    private final TopicSet topics = TopicSet.create("fleet");

    @Test
    void run_restarted_trainsOnAndNothingIsRefused() throws Exception {
        assertThat(
                        topics.run("publish", "--model", COMPOSE.resolve("model.json").toString())
                                .code())
                .isZero();
        Configuration options =
                JobOptions.load(
                        YamlOptions.read(COMPOSE.resolve("job.yaml")), topics.options(), Set.of());
        options.set(AggregationOptions.CHECKPOINT_DIR, directory.toUri().toString());
        AggregationConf conf = AggregationConf.of(options);
        try (AggregationLauncher.Running job = new LocalFlink().start(options)) {
            trainUntil(2, job, conf);
            trainUntil(versions(conf).size() + 2, job, conf);
        }
        try (TopicReader refused =
                TopicReader.fromBeginning(conf.brokers(), conf.topics().rejected())) {
            assertThat(refused.atEnd()).as("nothing to read").isTrue();
        }
    }

    private void trainUntil(int count, AggregationLauncher.Running job, AggregationConf conf)
            throws InterruptedException {
        Thread fleet =
                new Thread(
                        () -> topics.run("fleet", "--model-id", "digits", "--devices", "20"),
                        "fleet");
        fleet.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .failFast(
                        "the job or the fleet has ended",
                        () -> job.failure().isPresent() || !fleet.isAlive())
                .until(() -> versions(conf).size() >= count);
        fleet.interrupt();
        fleet.join();
    }

    private static List<VersionLineage> versions(AggregationConf conf) throws Exception {
        List<VersionLineage> versions = new ArrayList<>();
        try (TopicReader reader =
                TopicReader.fromBeginning(conf.brokers(), conf.topics().lineage())) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    versions.add(RecordCodec.decode(record.value(), VersionLineage.class));
                }
            }
        }
        return versions;
    }
}
