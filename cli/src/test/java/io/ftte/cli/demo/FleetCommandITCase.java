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
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.topics.TopicReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
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

    /** Parameters of the two layers before the classifier. */
    private static final int SHARED = 160 + 2_320;

    @TempDir private Path directory;

    private TopicSet topics;

    @Test
    void run_restarted_trainsOnAndNothingIsRefused() throws Exception {
        topics = TopicSet.create("fleet");
        trainTwice(COMPOSE.resolve("model.json"));
    }

    @Test
    void run_personalClassifier_isNeverSent() throws Exception {
        topics = TopicSet.create("fleet-personal");
        String model = Files.readString(COMPOSE.resolve("model.json"));
        AggregationConf conf =
                trainTwice(
                        Files.writeString(
                                directory.resolve("model.json"),
                                model.replaceFirst(
                                        "\\{",
                                        "{\"personal\": [\"dense/kernel\", \"dense/bias\"],")));

        assertThat(updates(conf))
                .isNotEmpty()
                .allSatisfy(
                        update ->
                                assertThat(update.getDelta().remaining())
                                        .isEqualTo(Float.BYTES * SHARED));
    }

    private AggregationConf trainTwice(Path model) throws Exception {
        assertThat(topics.run("publish", "--model", model.toString()).code()).isZero();
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
        return conf;
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
        return read(conf, conf.topics().lineage(), VersionLineage.class);
    }

    private static List<DeviceUpdate> updates(AggregationConf conf) throws Exception {
        return read(conf, conf.topics().updates(), DeviceUpdate.class);
    }

    private static <T extends SpecificRecord> List<T> read(
            AggregationConf conf, String topic, Class<T> type) throws Exception {
        List<T> records = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(conf.brokers(), topic)) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    SpecificRecord value = RecordCodec.decode(record.value());
                    // Ticks stand between the updates.
                    if (type.isInstance(value)) {
                        records.add(type.cast(value));
                    }
                }
            }
        }
        return records;
    }
}
