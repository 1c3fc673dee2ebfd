package io.ftte.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.IndexRanges;
import io.ftte.devices.client.Device;
import io.ftte.devices.client.ModelAssembler;
import io.ftte.devices.client.ModelCatalogue;
import io.ftte.devices.client.ModelReader;
import io.ftte.devices.client.ProfileSender;
import io.ftte.devices.client.UpdateSender;
import io.ftte.devices.data.Digits;
import io.ftte.devices.fleet.DeviceFleet;
import io.ftte.devices.fleet.FleetSettings;
import io.ftte.devices.fleet.MemoryBudgets;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.RunningJob;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TestModels;
import io.ftte.network.LayerPlan;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.PlanSet;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.TierPlan;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.parameters.HeNormal;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.text.NetworkTensors;
import io.ftte.schemas.text.Preset;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.TrainingSetup;
import io.ftte.selection.fleet.PlanParts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tiers come, take turns and go while a fleet trains: every update counts. */
@ExtendWith(SharedKafka.class)
class PlanSetsITCase {
    private static final String ARCHITECTURE =
            """
            {"input": [1, 8, 8], "layers": [
              {"name": "conv", "type": "conv2d", "filters": 8, "kernel": 3, "activation": "relu"},
              {"type": "max-pool", "size": 2}, {"type": "flatten"},
              {"name": "hidden", "type": "dense", "units": 16, "activation": "relu"},
              {"name": "out", "type": "dense", "units": 10}]}
            """;
    private static final Network NETWORK = NetworkJson.read(ARCHITECTURE);
    private static final float[] PARAMETERS = HeNormal.parameters(NETWORK, 1);
    private static final TrainingSettings TRAINING = new TrainingSettings(2, 10, 0.05f);
    private static final TrainingSetup IN_ONES =
            new TrainingSetup(10, 1, Convolution.DIRECT, DeviceOptimizer.SGD);
    private static final MemoryModel MEMORY = new MemoryModel(NETWORK, IN_ONES);
    private static final NetworkPlan CLASSIFIER =
            new NetworkPlan(
                    NETWORK,
                    NETWORK.weights().stream()
                            .map(w -> w.index() < 2 ? LayerPlan.FROZEN : LayerPlan.all(w))
                            .toList());

    private static final long WEAK = MEMORY.profile(CLASSIFIER).peakBytes();

    private static final long STRONG = MEMORY.profile(NetworkPlan.full(NETWORK)).peakBytes();
    private static final int DEVICES = 12;

    /** Fewer than half, so that the second tier is for the strong. */
    private static final int WEAK_DEVICES = 4;

    private static final int BUFFER = 6;

    @TempDir Path temp;

    private JobTopics topics;

    @Test
    void plans_changedWhileAFleetTrains_everyUpdateCounts() throws Exception {
        topics =
                JobTopics.create(
                        "plan-sets",
                        2,
                        Map.ofEntries(
                                Map.entry("out-of-orderness", "100ms"),
                                Map.entry("tick-interval", "100ms"),
                                Map.entry("checkpoint-interval", "300ms"),
                                Map.entry(
                                        "checkpoint-dir",
                                        temp.resolve("checkpoints").toUri().toString()),
                                Map.entry("parallelism", "2"),
                                Map.entry("plan-tiers", "2"),
                                Map.entry("device-batch", "10"),
                                Map.entry("device-micro-batch", "1"),
                                Map.entry("device-convolution", "direct")));
        topics.register(
                ModelDefinition.of(
                        "digits",
                        System.currentTimeMillis(),
                        NetworkTensors.of(NETWORK),
                        List.of(NetworkTensors.plan(1, NetworkPlan.full(NETWORK))),
                        Preset.DEFAULT.over(TestModels.settings(BUFFER).build()),
                        PARAMETERS,
                        Optional.of(ARCHITECTURE)));
        Map<String, Object> client = topics.conf().brokers().clientProperties();
        ModelCatalogue catalogue =
                new ModelCatalogue(ModelAssembler.newestOnly(ShardKind.MODEL), version -> {});
        try (RunningJob job = RunningJob.start(topics.options());
                ModelReader reader =
                        ModelReader.start(client, topics.conf().topics().models(), catalogue);
                UpdateSender sender =
                        UpdateSender.connect(client, topics.updates(), UpdateChunks.defaults());
                ProfileSender profiles =
                        ProfileSender.connect(client, topics.conf().topics().devices());
                DeviceFleet fleet = fleet(catalogue, sender)) {
            fleet.devices().subList(0, WEAK_DEVICES).forEach(device -> device.budget(WEAK));
            profiles.send(fleet.devices(), "digits");
            job.await("two tiers", () -> plans().stream().anyMatch(plan -> plan.getTier() == 1));
            fleet.start();
            awaitTrained(job);

            turns(lastPlan() + 1);
            job.await("plans that take turns", () -> ofNewestSet().size() == 3);
            awaitTrained(job);

            loseTheUpperTier(fleet.devices(), profiles);
            long since = topics.lineage().size();
            job.await("versions of the lower tier", () -> topics.lineage().size() > since + 5);
            assertThat(fleet.failure()).isEmpty();
            fleet.close();
            sender.flush();
            long sent = sender.updatesSent();
            job.await(
                    "a version of all that fills a buffer",
                    () -> topics.lineage().size() == sent / BUFFER);
            assertThat(job.restarts()).isEmpty();
        }

        assertThat(topics.rejected()).isEmpty();
        List<String> counted =
                topics.lineage().stream()
                        .flatMap(version -> version.getContributions().stream())
                        .map(PlanSetsITCase::name)
                        .toList();
        assertThat(counted).doesNotHaveDuplicates();
        assertThat(counted.size()).isEqualTo(topics.lineage().size() * BUFFER);
    }

    private static String name(Contribution contribution) {
        return contribution.getDeviceId() + " " + contribution.getSequence();
    }

    private static DeviceFleet fleet(ModelCatalogue catalogue, UpdateSender sender) {
        FleetSettings settings =
                new FleetSettings(
                        DEVICES,
                        0.25,
                        2,
                        Duration.ofMillis(30),
                        0.2,
                        Duration.ofMillis(300),
                        0.5,
                        TRAINING,
                        new MemoryBudgets(STRONG, STRONG),
                        0);
        return new DeviceFleet(settings, "digits", NETWORK, Digits.load(), catalogue, sender, 1);
    }

    /** Replaces the plans in force by hand: the upper tier has two plans that take turns. */
    private void turns(int firstId) throws Exception {
        List<TierPlan> plans = new ArrayList<>();
        plans.add(new TierPlan(firstId, 0, IndexRanges.of(CLASSIFIER.indices()).list()));
        for (NetworkPlan part : PlanParts.of(NetworkPlan.full(NETWORK), PARAMETERS, 2)) {
            int id = firstId + plans.size();
            plans.add(new TierPlan(id, 1, IndexRanges.of(part.indices()).list()));
        }
        topics.send(
                List.of(
                        new ProducerRecord<>(
                                topics.conf().topics().control(),
                                ControlKey.plan("digits", firstId).toString().getBytes(UTF_8),
                                RecordCodec.encode(new PlanSet("digits", 0L, plans)))));
    }

    private static void loseTheUpperTier(List<Device> devices, ProfileSender profiles) {
        devices.forEach(device -> device.budget(WEAK));
        profiles.send(devices, "digits");
    }

    /** Until each plan of the newest set, which may change meanwhile, has been trained. */
    private void awaitTrained(RunningJob job) {
        job.await("updates on the newest plans", () -> trained().containsAll(ofNewestSet()));
    }

    private Set<Integer> trained() throws Exception {
        Set<Integer> trained = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> record : topics.committed(topics.updates())) {
            if (RecordCodec.decode(record.value()) instanceof DeviceUpdate update) {
                trained.add(update.getPlanId());
            }
        }
        return trained;
    }

    private Set<Integer> ofNewestSet() throws Exception {
        int newest =
                plans().stream()
                        .max(Comparator.comparing(TrainablePlan::getPlanId))
                        .orElseThrow()
                        .getSet();
        Set<Integer> ids = new TreeSet<>();
        plans().stream()
                .filter(plan -> plan.getSet() == newest)
                .forEach(p -> ids.add(p.getPlanId()));
        return ids;
    }

    private int lastPlan() throws Exception {
        return plans().stream().mapToInt(TrainablePlan::getPlanId).max().orElseThrow();
    }

    private List<TrainablePlan> plans() throws Exception {
        List<TrainablePlan> plans = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record :
                topics.committed(topics.conf().topics().models())) {
            if (record.value() != null
                    && RecordCodec.decode(record.value()) instanceof TrainablePlan plan) {
                plans.add(plan);
            }
        }
        return plans;
    }
}
