package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.encoding.ModelDigest;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TopicSet;
import io.ftte.jobs.AggregationLauncher;
import io.ftte.jobs.LocalFlink;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.jobs.options.JobOptions;
import io.ftte.jobs.options.YamlOptions;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.safetensors.SafetensorsFile;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import io.ftte.topics.OptionsException;
import io.ftte.topics.TopicReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A job whose state is lost, and whose update topic has expired, under a fleet that goes on. */
@ExtendWith(SharedKafka.class)
class FreshStartITCase {
    private static final String MODEL = "digits";
    private static final String FILE = "digits.safetensors";
    private static final Path COMPOSE = Path.of("..", "docker", "compose");
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir private Path directory;

    private final TopicSet topics = TopicSet.create("fresh-start");
    private Configuration options;
    private AggregationConf conf;

    @Test
    void freshStart_devicesAreAtHigherVersions_versionsOfANewGenerationCome() throws Exception {
        String model = COMPOSE.resolve("model.json").toString();
        assertThat(topics.run("publish", "--model", model).code()).isZero();
        options =
                JobOptions.load(
                        YamlOptions.read(COMPOSE.resolve("job.yaml")), topics.options(), Set.of());
        conf = AggregationConf.of(options);
        Thread fleet =
                new Thread(
                        () -> topics.run("fleet", "--model-id", MODEL, "--devices", "20"), "fleet");
        fleet.start();
        try {
            try (AggregationLauncher.Running job = start()) {
                await(job, fleet, "version 4", () -> lineage(0).size() >= 4);
            }
            deleteUpdates();
            assertThatThrownBy(() -> new LocalFlink().start(options))
                    .isInstanceOf(OptionsException.class)
                    .hasMessageContaining("of digits, and this start has no state")
                    .hasMessageContaining("--fresh-start");

            options.set(AggregationOptions.FRESH_START, true);
            try (AggregationLauncher.Running job = start()) {
                await(job, fleet, "version 3 anew", () -> lineage(1).size() >= 3);
                assertThat(topics.run("republish", "--model-id", MODEL).out())
                        .contains("lacks no version up to it");
                String exported = exported();
                await(
                        job,
                        fleet,
                        "the lineage of the export",
                        () ->
                                lineage(1).stream()
                                        .map(v -> ModelDigest.hex(v.getDigest().array()))
                                        .anyMatch(exported::equals));
            }
        } finally {
            fleet.interrupt();
            fleet.join();
        }

        List<VersionLineage> begun = lineage(1);
        assertThat(begun)
                .extracting(VersionLineage::getVersion)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, begun.size()).boxed().toList());

        String learned = exported();
        register();
        try (AggregationLauncher.Running job = start()) {
            await(
                    job,
                    Thread.currentThread(),
                    "a version 0 of what was learned",
                    () -> firstVersions().contains(learned));
        }
    }

    /** Digests of the versions 0 that have lain on the model topic, each in one shard. */
    private List<String> firstVersions() throws Exception {
        List<String> digests = new ArrayList<>();
        for (SpecificRecord record : records(conf.topics().models())) {
            if (record instanceof ModelShard shard
                    && shard.getKind() == ShardKind.SNAPSHOT
                    && shard.getVersion() == 0) {
                byte[] values = shard.getValues().array();
                digests.add(ModelDigest.hex(ModelDigest.of(Tensors.floats(values))));
            }
        }
        return digests;
    }

    /** What the manual says of going on from what was learned. */
    private void register() throws Exception {
        ObjectNode settings =
                (ObjectNode) new ObjectMapper().readTree(COMPOSE.resolve("model.json").toFile());
        settings.remove("seed");
        Path written = Files.writeString(directory.resolve("settings.json"), settings.toString());
        String model = directory.resolve(FILE).toString();
        assertThat(topics.run("remove", "--model-id", MODEL).err()).isEmpty();
        assertThat(topics.run("publish", "--model", model, "--settings", written.toString()).err())
                .isEmpty();
    }

    /** The digest of the newest version. */
    private String exported() throws Exception {
        Path file = directory.resolve(FILE);
        assertThat(topics.run("export", "--model-id", MODEL, "--out", file.toString()).err())
                .isEmpty();
        try (SafetensorsFile exported = SafetensorsFile.open(file)) {
            return exported.metadata().get("digest");
        }
    }

    private AggregationLauncher.Running start() throws Exception {
        return new LocalFlink().start(options);
    }

    private static void await(
            AggregationLauncher.Running job, Thread fleet, String what, Callable<Boolean> holds) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .failFast(
                        "the job or the fleet has ended",
                        () -> job.failure().isPresent() || !fleet.isAlive())
                .until(holds);
    }

    /** As retention does after some days. */
    private void deleteUpdates() throws Exception {
        String updates = conf.topics().updates();
        try (Admin admin = conf.brokers().open()) {
            int partitions =
                    admin.describeTopics(List.of(updates))
                            .allTopicNames()
                            .get()
                            .get(updates)
                            .partitions()
                            .size();
            for (int partition = 0; partition < partitions; partition++) {
                admin.deleteRecords(
                                Map.of(
                                        new TopicPartition(updates, partition),
                                        RecordsToDelete.beforeOffset(-1)))
                        .all()
                        .get();
            }
        }
    }

    private List<VersionLineage> lineage(int generation) throws Exception {
        return records(conf.topics().lineage()).stream()
                .map(VersionLineage.class::cast)
                .filter(version -> version.getGeneration() == generation)
                .sorted(Comparator.comparing(VersionLineage::getVersion))
                .toList();
    }

    private List<SpecificRecord> records(String topic) throws Exception {
        List<SpecificRecord> records = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(conf.brokers(), topic)) {
            while (!reader.atEnd()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    if (record.value() != null) {
                        records.add(RecordCodec.decode(record.value()));
                    }
                }
            }
        }
        return records;
    }
}
