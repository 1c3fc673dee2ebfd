package io.ftte.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.RunningJob;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TestModels;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.text.NetworkTensors;
import io.ftte.schemas.text.Preset;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.TrainingSetup;
import io.ftte.selection.fleet.PlanChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Budgets change while devices train: the plan follows, and no update is lost. */
@ExtendWith(SharedKafka.class)
class PlanSelectionITCase {
    private static final String ARCHITECTURE =
            "{\"input\": [16], \"layers\": [{\"type\": \"dense\", \"name\": \"hidden\","
                    + " \"units\": 8, \"activation\": \"relu\"}, {\"type\": \"dense\", \"name\":"
                    + " \"out\", \"units\": 4}]}";
    private static final Network NETWORK = NetworkJson.read(ARCHITECTURE);
    private static final float[] PARAMETERS = new float[NETWORK.parameterCount()];
    private static final TrainingSetup SETUP =
            new TrainingSetup(32, 32, Convolution.IM2COL, DeviceOptimizer.SGD);
    private static final long FULL =
            new MemoryModel(NETWORK, SETUP).profile(NetworkPlan.full(NETWORK)).peakBytes();
    private static final int BUFFER = 4;

    @TempDir Path temp;

    private JobTopics topics;
    private int sent;

    @Test
    void budget_loweredWhileTraining_smallerPlanAndNoUpdateLost() throws Exception {
        topics =
                JobTopics.create(
                        "plans",
                        2,
                        Map.of(
                                "out-of-orderness", "100ms",
                                "tick-interval", "200ms",
                                "checkpoint-interval", "500ms",
                                "checkpoint-dir", temp.resolve("checkpoints").toUri().toString(),
                                "parallelism", "2"));
        ModelDefinition model =
                ModelDefinition.of(
                        "m",
                        System.currentTimeMillis(),
                        NetworkTensors.of(NETWORK),
                        List.of(NetworkTensors.plan(1, NetworkPlan.full(NETWORK))),
                        Preset.DEFAULT.over(TestModels.settings(BUFFER).build()),
                        PARAMETERS,
                        Optional.of(ARCHITECTURE));
        topics.register(model);
        profile("strong", FULL);
        profile("weak", FULL);
        try (RunningJob job = RunningJob.start(topics.options())) {
            train("strong", 1, NETWORK.parameterCount(), 6);
            train("weak", 1, NETWORK.parameterCount(), 6);
            awaitVersions(job);
            assertThat(plans()).hasSize(1);

            profile("weak", new PlanChoice(NETWORK, PARAMETERS, SETUP).smallestBytes());
            train("strong", 1, NETWORK.parameterCount(), 2);
            job.await("the smaller plan", () -> plans().size() == 2);
            int length = length(plans().get(1));
            assertThat(length).isLessThan(NETWORK.parameterCount());
            train("weak", 2, length, 5);
            train("strong", 1, NETWORK.parameterCount(), 5);
            awaitVersions(job);

            profile("tiny", 1);
            job.await("the refusal", () -> !topics.rejected().isEmpty());
            train("weak", 2, length, 4);
            train("strong", 2, length, 4);
            awaitVersions(job);
            assertThat(job.restarts()).isEmpty();
        }

        assertThat(topics.replay(model, temp).lineage())
                .as("a replay knows the plans that were chosen")
                .isEqualTo(topics.lineage());
        assertThat(plans()).as("the plan stays").hasSize(2);
        assertThat(topics.rejected())
                .singleElement()
                .satisfies(
                        refusal -> {
                            assertThat(refusal.getReason())
                                    .isEqualTo(RejectionReason.BUDGET_TOO_SMALL);
                            assertThat(refusal.getDeviceId()).isEqualTo("tiny");
                        })
                .extracting(Rejection::getModelId)
                .isEqualTo("m");
        List<Contribution> counted =
                topics.lineage().stream().flatMap(v -> v.getContributions().stream()).toList();
        assertThat(counted).extracting(Contribution::getSequence).doesNotHaveDuplicates();
        assertThat(counted).hasSize(sent);
        assertThat(TestModels.digests(topics.lineage()))
                .isEqualTo(
                        TestModels.digests(
                                ModelDefinition.of(
                                        "m",
                                        0,
                                        NetworkTensors.of(NETWORK),
                                        List.of(),
                                        TestModels.settings(BUFFER).build(),
                                        PARAMETERS,
                                        Optional.empty()),
                                topics.shards()));
    }

    /** All that was sent is in a version. */
    private void awaitVersions(RunningJob job) {
        job.await("version " + sent / BUFFER, () -> topics.lineage().size() == sent / BUFFER);
    }

    private void profile(String device, long budgetBytes) throws Exception {
        topics.send(
                List.of(
                        new ProducerRecord<>(
                                topics.conf().topics().devices(),
                                device.getBytes(UTF_8),
                                RecordCodec.encode(
                                        new DeviceProfile(
                                                device,
                                                List.of("m"),
                                                budgetBytes,
                                                Map.of(),
                                                null,
                                                null,
                                                null,
                                                null)))));
    }

    private void train(String device, int plan, int length, int count) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] delta = new float[length];
            Arrays.fill(delta, 0.01f * (sent + 1));
            records.add(
                    TestModels.record(
                            topics.updates(),
                            new LocalUpdate("m", device, sent++, 0, plan, 10, delta),
                            System.currentTimeMillis()));
        }
        topics.send(records);
    }

    /** Ascending by id. */
    private List<TrainablePlan> plans() throws Exception {
        List<TrainablePlan> plans = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record :
                topics.committed(topics.conf().topics().models())) {
            if (record.value() != null
                    && RecordCodec.decode(record.value()) instanceof TrainablePlan plan) {
                plans.add(plan);
            }
        }
        plans.sort((a, b) -> Integer.compare(a.getPlanId(), b.getPlanId()));
        return plans;
    }

    private static int length(TrainablePlan plan) {
        return plan.getRanges().stream().mapToInt(r -> r.getTo() - r.getFrom()).sum();
    }
}
