package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.FtteProcess;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TestModels;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.text.NetworkTensors;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.TrainingSetup;
import io.ftte.selection.fleet.PlanChoice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job whose plans and settings change while it is killed again and again, with output that may be
 * repeated: what a version number stands for never changes.
 */
@ExtendWith(SharedKafka.class)
class KilledChangesITCase {
    private static final String ARCHITECTURE =
            """
{"input": [6], "layers": [
  {"name": "hidden", "type": "dense", "units": 8, "activation": "relu"},
  {"name": "out", "type": "dense", "units": 3}]}
""";
    private static final Network NETWORK = NetworkJson.read(ARCHITECTURE);
    private static final float[] PARAMETERS = new float[NETWORK.parameterCount()];

    /** As the job's options have it. */
    private static final TrainingSetup SETUP =
            new TrainingSetup(32, 32, Convolution.IM2COL, DeviceOptimizer.SGD);

    private static final int KILLS = 5;
    private static final int UPDATES = 40;
    private static final int LARGEST_BUFFER = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir private Path directory;

    private JobTopics topics;
    private int sent;

    @Test
    void killedFiveTimes_atLeastOnce_everyVersionNumberHasOneContent() throws Exception {
        topics =
                JobTopics.create(
                        "killed",
                        2,
                        Map.of(
                                "out-of-orderness", "200ms",
                                "tick-interval", "100ms",
                                "checkpoint-interval", "2s",
                                "delivery-guarantee", "at-least-once",
                                "checkpoint-dir",
                                        directory.resolve("checkpoints").toUri().toString(),
                                "parallelism", "1"));
        ModelDefinition model =
                ModelDefinition.of(
                        "m",
                        System.currentTimeMillis(),
                        NetworkTensors.of(NETWORK),
                        List.of(NetworkTensors.plan(1, NetworkPlan.full(NETWORK))),
                        TestModels.settings(2).setMaxStaleness(1_000).build(),
                        PARAMETERS,
                        Optional.of(ARCHITECTURE));
        topics.register(model);
        long full = new MemoryModel(NETWORK, SETUP).profile(NetworkPlan.full(NETWORK)).peakBytes();
        long smallest = new PlanChoice(NETWORK, PARAMETERS, SETUP).smallestBytes();
        for (int run = 0; run <= KILLS; run++) {
            try (FtteProcess job = FtteProcess.aggregate(topics, directory.resolve("log-" + run))) {
                int enough = versions() + run;
                // Each weaker than the one before: the plan changes in every run.
                profile("device-" + run, full - run * (full - smallest) / KILLS);
                configure(3 + run % (LARGEST_BUFFER - 2));
                send(UPDATES);
                await("a version of run " + run, job, () -> versions() > enough);
                if (run < KILLS) {
                    await("a checkpoint to go on from", job, this::hasCheckpoint);
                    job.kill();
                } else {
                    await("all updates", job, () -> counted() > sent - LARGEST_BUFFER);
                }
            }
        }

        Map<List<Object>, Object> contents = new HashMap<>();
        int repeats = 0;
        for (VersionLineage version : topics.lineage()) {
            Object before = contents.putIfAbsent(List.of("lineage", version.getVersion()), version);
            assertThat(before).as("version " + version.getVersion()).isIn(null, version);
            repeats += before == null ? 0 : 1;
        }
        for (ModelShard shard : topics.shards()) {
            List<Object> number = List.of(shard.getKind(), shard.getVersion(), shard.getShard());
            Object before = contents.putIfAbsent(number, shard);
            assertThat(before).as("%s", number).isIn(null, shard);
        }
        assertThat(repeats).as("versions that were published again after a kill").isPositive();
        assertThat(plans()).as("plans that were chosen").isGreaterThan(2);
        ReplayResult replayed = topics.replay(model, directory);
        assertThat(replayed.lineage()).isEqualTo(topics.lineage().stream().distinct().toList());
    }

    private void await(String what, FtteProcess job, Callable<Boolean> holds) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .failFast(() -> assertThat(job.alive()).as(job.complaint()).isTrue())
                .until(holds);
    }

    private boolean hasCheckpoint() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("checkpoints"))) {
            return files.anyMatch(file -> file.endsWith("_metadata"));
        }
    }

    private void configure(int bufferSize) {
        CommandLineRun run =
                CommandLineRun.of(
                        "configure",
                        "--model-id=m",
                        "--set=bufferSize=" + bufferSize,
                        "--bootstrap-servers=" + topics.conf().brokers().address(),
                        "--job-name=" + topics.conf().jobName(),
                        "--control-topic=" + topics.conf().topics().control(),
                        "--models-topic=" + topics.conf().topics().models(),
                        "--lineage-topic=" + topics.conf().topics().lineage());
        assertThat(run.errorLines()).isEmpty();
    }

    private void profile(String device, long budgetBytes) throws Exception {
        byte[] value =
                RecordCodec.encode(
                        new DeviceProfile(
                                device,
                                List.of("m"),
                                budgetBytes,
                                Map.of(),
                                null,
                                null,
                                null,
                                null));
        topics.send(
                List.of(
                        new ProducerRecord<>(
                                topics.conf().topics().devices(),
                                device.getBytes(StandardCharsets.UTF_8),
                                value)));
    }

    private void send(int count) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(
                    TestModels.record(
                            topics.updates(),
                            TestModels.update("m", "d" + sent++, 0, 0, NETWORK.parameterCount()),
                            System.currentTimeMillis()));
        }
        topics.send(records);
    }

    private int versions() throws Exception {
        return (int) topics.lineage().stream().map(VersionLineage::getVersion).distinct().count();
    }

    private long counted() throws Exception {
        return topics.lineage().stream()
                .flatMap(version -> version.getContributions().stream())
                .map(Contribution::getDeviceId)
                .distinct()
                .count();
    }

    private long plans() throws Exception {
        List<Integer> ids = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record :
                topics.committed(topics.conf().topics().models())) {
            if (record.value() != null
                    && RecordCodec.decode(record.value()) instanceof TrainablePlan plan) {
                ids.add(plan.getPlanId());
            }
        }
        return ids.stream().distinct().count();
    }
}
