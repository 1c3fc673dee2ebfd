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
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.schemas.AggregationSettings;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
                    "checkpoint-interval", "500ms");
    private static final int PARALLELISM = 3;
    private static final String PATIENCE_MS = "600000";

    /** Checkpoints after the last expected record. */
    private static final int AFTERWARDS = 3;

    private final Cluster cluster;
    private final long seed;
    private final Network network = NetworkJson.read(ARCHITECTURE);
    private final ModelDefinition model;
    private final JobTopics topics;
    private final SubmittedJob job;

    FleetTrial(Cluster cluster, Path jar, long seed) throws Exception {
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
                        "fleet",
                        RecordedStream.PARTITIONS,
                        OPTIONS);
        topics.register(model);
        job = new SubmittedJob(cluster.flink(), jar, cluster.directory(), topics);
    }

    /**
     * @param updates to send about
     * @param kills on the way
     */
    @SuppressWarnings("try") // The reader works in a thread of its own.
    FaultRow row(int updates, int kills) throws Exception {
        RandomKills random = new RandomKills(kills, updates, seed);
        job.run(PARALLELISM);
        String brokers = cluster.kafka().bootstrapServers();
        Map<String, Object> client = Map.of("bootstrap.servers", brokers);
        // A device keeps its update for longer than a broker is away.
        Map<String, Object> patient =
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "max.block.ms",
                        PATIENCE_MS,
                        "delivery.timeout.ms",
                        PATIENCE_MS);
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
                random.strike(cluster, () -> (int) sender.updatesSent());
                SubmittedJob.await("updates", () -> sender.updatesSent() >= updates);
                if (fleet.failure().isPresent()) {
                    throw new IOException("a device failed", fleet.failure().get());
                }
            }
            sender.flush();
            int sent = (int) sender.updatesSent();
            SubmittedJob.awaitOrGoOn(() -> decided(output.now()) > sent - SETTINGS.getBufferSize());
            job.awaitCompletedCheckpoints(AFTERWARDS);
            job.cancel();
            ReplayResult replayed = replay(sent);
            return FaultRow.of(
                    "live fleet: " + random.text(),
                    (int) replayed.updates(),
                    OutputCount.NOTHING,
                    OutputCount.of(model, Published.of(replayed), output.now()),
                    output.longestPause(began));
        }
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
