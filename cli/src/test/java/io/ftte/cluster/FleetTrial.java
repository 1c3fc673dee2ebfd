package io.ftte.cluster;

import io.ftte.devices.client.ModelAssembler;
import io.ftte.devices.client.ModelCatalogue;
import io.ftte.devices.client.ModelReader;
import io.ftte.devices.client.UpdateSender;
import io.ftte.devices.data.Digits;
import io.ftte.devices.fleet.DeviceFleet;
import io.ftte.devices.fleet.FleetSettings;
import io.ftte.devices.fleet.MemoryBudgets;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.TestModels;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.parameters.HeNormal;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.text.NetworkTensors;
import io.ftte.schemas.text.Preset;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Devices that train in real time while processes are killed. Nobody can say beforehand what they
 * will send; what the job published must be what a replay of its update topic publishes.
 */
final class FleetTrial {
    private static final String MODEL = "digits";
    private static final String ARCHITECTURE =
            """
{"input": [64], "layers": [
  {"name": "hidden", "type": "dense", "units": 32, "activation": "relu"},
  {"name": "output", "type": "dense", "units": 10}]}
""";

    /** Of a registration with an architecture that names none of them. */
    private static final AggregationSettings SETTINGS =
            Preset.DEFAULT.over(AggregationJson.defaults());

    private static final FleetSettings FLEET =
            new FleetSettings(
                    30,
                    0.5,
                    4,
                    Duration.ofMillis(300),
                    0.25,
                    Duration.ofSeconds(2),
                    0.5,
                    new TrainingSettings(10, 20, 0.1f),
                    MemoryBudgets.UNLIMITED,
                    0);
    private static final Map<String, String> OPTIONS =
            Map.of(
                    "out-of-orderness", "500ms",
                    "tick-interval", "500ms",
                    "max-clock-skew", "10s",
                    "checkpoint-interval", "500ms");
    private static final int PARALLELISM = 3;

    /** A device's client keeps its update for longer than a broker is away. */
    private static final Map<String, Object> PATIENT =
            Map.of("max.block.ms", "600000", "delivery.timeout.ms", "600000");

    /** A log that an operator still reads. */
    private static final int LINES_WITHOUT_BROKER = 1_000;

    /** Checkpoints after the last expected record. */
    private static final int AFTERWARDS = 3;

    private final Cluster cluster;
    private final long seed;
    private final Network network = NetworkJson.read(ARCHITECTURE);
    private final ModelDefinition model;
    private final JobTopics topics;
    private final SubmittedJob job;

    /**
     * @param name of the job, and of its topics
     */
    FleetTrial(Cluster cluster, Path jar, String name, long seed) throws Exception {
        this.cluster = cluster;
        this.seed = seed;
        model =
                ModelDefinition.of(
                        MODEL,
                        System.currentTimeMillis(),
                        NetworkTensors.of(network),
                        List.of(NetworkTensors.plan(1, NetworkPlan.full(network))),
                        SETTINGS,
                        HeNormal.parameters(network, seed),
                        Optional.of(ARCHITECTURE));
        topics =
                JobTopics.create(
                        cluster.kafka().bootstrapServers(),
                        name,
                        RecordedStream.PARTITIONS,
                        OPTIONS);
        topics.register(model);
        job = new SubmittedJob(cluster.flink(), jar, cluster.directory(), topics);
    }

    /** Something that happens while the fleet trains. */
    @FunctionalInterface
    private interface Event {
        /**
         * @param sent updates so far
         * @return what ends when the trial does
         */
        AutoCloseable strike(IntSupplier sent) throws Exception;
    }

    /**
     * @param updates to send about
     * @param kills on the way
     */
    FaultRow row(int updates, int kills) throws Exception {
        RandomKills random = new RandomKills(kills, updates, seed);
        return row(
                random::text,
                updates,
                PATIENT,
                sent -> {
                    random.strike(cluster, sent);
                    return () -> {};
                });
    }

    /**
     * @param updates to send about; the stranger comes after a third
     */
    FaultRow row(int updates, Stranger stranger) throws Exception {
        FaultRow row =
                row(
                        stranger::text,
                        updates,
                        PATIENT,
                        sent -> {
                            SubmittedJob.await("load", () -> sent.getAsInt() >= updates / 3);
                            return stranger.strike(this);
                        });
        if (row.rejected() > 0) {
            throw new IOException(
                    "%d updates were refused with %s".formatted(row.rejected(), stranger.text()));
        }
        return row;
    }

    /**
     * @param updates to send about; the broker goes after a third
     * @param away until it comes back
     * @return also how many lines all processes wrote meanwhile
     * @throws IOException if they were too many, or an update was refused that had not come before
     */
    FaultRow rowWithoutBroker(int updates, Duration away) throws Exception {
        AtomicLong lines = new AtomicLong();
        FaultRow row =
                row(
                        () -> "no broker for %s, %,d log lines".formatted(away, lines.get()),
                        updates,
                        Map.of(),
                        sent -> {
                            SubmittedJob.await("load", () -> sent.getAsInt() >= updates / 3);
                            lines.set(-cluster.processes().lines());
                            cluster.kafka().kill();
                            Thread.sleep(away.toMillis());
                            lines.addAndGet(cluster.processes().lines());
                            cluster.kafka().start();
                            return () -> {};
                        });
        if (lines.get() >= LINES_WITHOUT_BROKER) {
            throw new IOException(
                    "%s, and fewer than %,d are allowed"
                            .formatted(row.fault(), LINES_WITHOUT_BROKER));
        }
        for (Rejection refusal : topics.rejected()) {
            // The broker may have written what it had no time to acknowledge.
            if (refusal.getReason() != RejectionReason.DUPLICATE) {
                throw new IOException(
                        "%s, and an update is lost: %s, %s"
                                .formatted(row.fault(), refusal.getReason(), refusal.getDetail()));
            }
        }
        return row;
    }

    JobTopics topics() {
        return topics;
    }

    /** An update of a device that is not one of the fleet's, and has learned nothing. */
    ProducerRecord<byte[], byte[]> update(String device, long sequence, long time) {
        return TestModels.record(
                topics.updates(),
                TestModels.update(MODEL, device, sequence, 0, network.parameterCount()),
                time);
    }

    @SuppressWarnings("try") // Some of them work in threads of their own.
    private FaultRow row(
            Supplier<String> text, int updates, Map<String, Object> patience, Event event)
            throws Exception {
        job.run(PARALLELISM);
        String brokers = cluster.kafka().bootstrapServers();
        Map<String, Object> client = Map.of("bootstrap.servers", brokers);
        Map<String, Object> patient = new HashMap<>(client);
        patient.putAll(patience);
        ModelCatalogue catalogue =
                new ModelCatalogue(ModelAssembler.newestOnly(ShardKind.MODEL), version -> {});
        try (CommittedOutput output = CommittedOutput.follow(topics.conf());
                ModelReader reader =
                        ModelReader.start(client, topics.conf().topics().models(), catalogue);
                UpdateSender sender =
                        UpdateSender.connect(patient, topics.updates(), UpdateChunks.defaults())) {
            job.awaitCompletedCheckpoints(1);
            long began = System.nanoTime();
            try (DeviceFleet fleet =
                    new DeviceFleet(
                            FLEET, MODEL, network, Digits.load(), catalogue, sender, seed)) {
                fleet.start();
                AutoCloseable open = event.strike(() -> (int) sender.updatesSent());
                SubmittedJob.await("updates", () -> sender.updatesSent() >= updates);
                if (fleet.failure().isPresent()) {
                    throw new IOException("a device failed", fleet.failure().get());
                }
                fleet.close();
                sender.flush();
                int sent = (int) sender.updatesSent();
                SubmittedJob.awaitOrGoOn(
                        () -> decided(of(output)) > sent - SETTINGS.getBufferSize());
                job.awaitCompletedCheckpoints(AFTERWARDS);
                job.cancel();
                ReplayResult replayed = replay(sent);
                FaultRow row =
                        FaultRow.of(
                                "live fleet: " + text.get(),
                                (int) replayed.updates(),
                                OutputCount.NOTHING,
                                OutputCount.of(model, Published.of(replayed), of(output)),
                                output.longestPause(began));
                open.close();
                return row;
            }
        }
    }

    /** Of the updates; what else was refused is nothing that a replay of them knows. */
    private Published of(CommittedOutput output) {
        Published all = output.now();
        return new Published(
                all.lineage(),
                all.rejections().stream()
                        .filter(refusal -> refusal.getTopic().equals(topics.updates()))
                        .toList(),
                all.shards());
    }

    private static int decided(Published published) {
        return published.rejections().size()
                + published.lineage().stream()
                        .mapToInt(version -> version.getContributions().size())
                        .sum();
    }

    private ReplayResult replay(int acknowledged) throws Exception {
        ReplayResult replayed = topics.replay(model, cluster.directory());
        if (replayed.updates() < acknowledged) {
            throw new IOException(
                    "%d updates were acknowledged, and the topic has %d"
                            .formatted(acknowledged, replayed.updates()));
        }
        return replayed;
    }
}
