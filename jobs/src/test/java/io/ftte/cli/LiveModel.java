package io.ftte.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.devices.LocalUpdate;
import io.ftte.devices.UpdateChunks;
import io.ftte.devices.UpdateSender;
import io.ftte.jobs.AggregationConf;
import io.ftte.jobs.AggregationLauncher;
import io.ftte.jobs.JobOptions;
import io.ftte.jobs.LocalFlink;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.RegistrationJson;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.topics.TopicReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;

/**
 * Topics, options, a model {@code cifar} with devices, and, if asked for, the job in this process:
 * what the runbooks of the operations manual start from.
 */
final class LiveModel implements AutoCloseable {
    static final String ID = "cifar";
    static final int PARAMETERS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** The options file that the manual's commands name. */
    final Path options;

    /** The registration. */
    final Path model;

    final AggregationConf conf;
    private final Configuration configuration;
    private Optional<AggregationLauncher.Running> job = Optional.empty();
    private final UpdateSender devices;
    private long sent;

    private LiveModel(Path options, Path model) throws Exception {
        this.options = options;
        this.model = model;
        configuration = JobOptions.parse("--config", options.toString());
        conf = AggregationConf.of(configuration);
        devices =
                UpdateSender.connect(
                        Map.of("bootstrap.servers", conf.brokers().address()),
                        conf.topics().updates(),
                        UpdateChunks.defaults());
    }

    /** Starts the job on {@link #prepare prepared} topics. */
    static LiveModel start(String prefix, Path directory) throws Exception {
        LiveModel live = prepare(prefix, directory);
        live.job = Optional.of(new LocalFlink().start(live.configuration));
        return live;
    }

    /** Creates the topics; the model is not registered yet. */
    static LiveModel prepare(String prefix, Path directory) throws Exception {
        StringBuilder yaml =
                new StringBuilder(
                        """
                        bootstrap-servers: %s
                        job-name: %s
                        out-of-orderness: 200ms
                        tick-interval: 100ms
                        checkpoint-interval: 300ms
                        checkpoint-dir: %s
                        """
                                .formatted(
                                        SharedKafka.bootstrapServers(),
                                        prefix,
                                        directory.resolve("checkpoints").toUri()));
        for (String topic :
                List.of("updates", "control", "devices", "models", "lineage", "rejected")) {
            yaml.append("%s-topic: %s.%s\n".formatted(topic, prefix, topic));
        }
        Path options = Files.writeString(directory.resolve("job.yaml"), yaml);
        String config = options.toString();
        assertThat(
                        CommandLineRun.of(
                                        "topics", "--create", "--partitions=2", "--config", config)
                                .err())
                .isEmpty();
        Path model =
                Files.writeString(
                        directory.resolve("cifar.json"), RegistrationJson.write(definition()));
        return new LiveModel(options, model);
    }

    private static ModelDefinition definition() {
        return ModelDefinition.of(
                ID,
                System.currentTimeMillis(),
                List.of(new Tensor("w", List.of(PARAMETERS))),
                List.of(new Plan(1, List.of(new TensorRange("w", 0, PARAMETERS)))),
                AggregationJson.defaults(),
                new float[PARAMETERS],
                Optional.empty());
    }

    /** Sends so many updates of base version 0. */
    void train(int updates) {
        for (int i = 0; i < updates; i++) {
            Random random = new Random(sent);
            float[] delta = new float[PARAMETERS];
            for (int j = 0; j < PARAMETERS; j++) {
                delta[j] = (float) random.nextGaussian() * 0.1f;
            }
            devices.send(
                    new LocalUpdate(ID, "device-" + sent % 7, sent, 0, 1, 10, delta),
                    System.currentTimeMillis());
            sent++;
        }
        devices.flush();
    }

    /** Updates sent so far. */
    long sent() {
        return sent;
    }

    /** Waits until something holds; fails when it never does, or when the job has ended. */
    void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .failFast("the job has ended", this::hasFailed)
                .until(condition);
    }

    private boolean hasFailed() {
        return job.flatMap(AggregationLauncher.Running::failure).isPresent();
    }

    /** Sends updates for as long as a command runs. */
    CommandLineRun whileTraining(Callable<CommandLineRun> command) {
        CompletableFuture<CommandLineRun> running =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return command.call();
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        });
        await(
                "the command's end",
                () -> {
                    train(5);
                    return running.isDone();
                });
        return running.join();
    }

    /** Of one generation, ascending. */
    List<VersionLineage> lineage(int generation) throws Exception {
        return read(conf.topics().lineage(), VersionLineage.class).stream()
                .filter(version -> version.getGeneration() == generation)
                .sorted(Comparator.comparing(VersionLineage::getVersion))
                .toList();
    }

    List<Rejection> rejected() throws Exception {
        return read(conf.topics().rejected(), Rejection.class);
    }

    private <T extends SpecificRecord> List<T> read(String topic, Class<T> type) throws Exception {
        List<T> values = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
            values.add(RecordCodec.decode(record.value(), type));
        }
        return values;
    }

    /** Committed records, a tombstone without value. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(conf.brokers(), topic)) {
            while (!reader.atEnd()) {
                reader.poll().forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() throws Exception {
        devices.close();
        if (job.isPresent()) {
            job.get().close();
        }
    }
}
