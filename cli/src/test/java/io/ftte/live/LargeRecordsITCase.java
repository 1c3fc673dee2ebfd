package io.ftte.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.RunningJob;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TestModels;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.VersionLineage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever one model or one stranger makes the job write, it fits, and the others go on. */
@ExtendWith(SharedKafka.class)
class LargeRecordsITCase {
    private static final int PARAMETERS = 4;
    private static final int LARGE_BUFFER = 4_000;
    private static final int LONGEST_ID = 256;

    /** Together with what the job adds, above what a producer sends by default. */
    private static final int LONG_KEY = 1_048_000;

    @TempDir Path checkpoints;

    private final long registeredAt = System.currentTimeMillis();
    private JobTopics topics;
    private RunningJob job;

    private void start(String name) throws Exception {
        topics =
                JobTopics.create(
                        name,
                        2,
                        Map.of(
                                "out-of-orderness", "200ms",
                                "tick-interval", "100ms",
                                "checkpoint-interval", "500ms",
                                "checkpoint-dir", checkpoints.toUri().toString()));
        topics.register(TestModels.zeros("large", PARAMETERS, LARGE_BUFFER, registeredAt));
        topics.register(TestModels.zeros("beside", PARAMETERS, 2, registeredAt));
        job = RunningJob.start(topics.options());
    }

    @AfterEach
    void stop() throws Exception {
        job.close();
    }

    @Test
    void run_lineageAboveAMebibyte_isPublishedAndTheModelBesideGoesOn() throws Exception {
        start("large-lineage");
        List<ProducerRecord<byte[], byte[]>> updates = new ArrayList<>();
        for (int i = 0; i < LARGE_BUFFER; i++) {
            String device = "%04d".formatted(i) + "d".repeat(LONGEST_ID - 4);
            updates.add(update("large", device, 0));
        }
        topics.send(updates);
        job.await("the version of the large buffer", () -> versions("large").size() == 1);
        topics.send(List.of(update("beside", "a", 0), update("beside", "b", 0)));
        job.await("a version of the model beside", () -> versions("beside").size() == 1);

        assertThat(versions("large").get(0).getContributions())
                .hasSize(LARGE_BUFFER)
                .extracting(Contribution::getDeviceId)
                .allMatch(device -> device.length() == LONGEST_ID);
        assertThat(job.restarts()).isEmpty();
    }

    @Test
    void run_keysAsLongAsARecord_areRefusedAndTheModelBesideGoesOn() throws Exception {
        start("long-keys");
        byte[] device = "d".repeat(LONG_KEY).getBytes(UTF_8);
        byte[] registration = ("m".repeat(LONG_KEY) + "/head").getBytes(UTF_8);
        byte[] garbage = new byte[100];
        topics.send(
                List.of(
                        new ProducerRecord<>(topics.conf().topics().devices(), device, garbage),
                        new ProducerRecord<>(
                                topics.conf().topics().control(), registration, garbage)));
        job.await("both refusals", () -> topics.rejected().size() == 2);
        topics.send(List.of(update("beside", "a", 0), update("beside", "b", 0)));
        job.await("a version of the model beside", () -> versions("beside").size() == 1);

        assertThat(topics.rejected())
                .allMatch(rejection -> rejection.getReason() == RejectionReason.MALFORMED);
        assertThat(job.restarts()).isEmpty();
    }

    private ProducerRecord<byte[], byte[]> update(String model, String device, long sequence) {
        return TestModels.record(
                topics.updates(),
                TestModels.update(model, device, sequence, 0, PARAMETERS),
                System.currentTimeMillis());
    }

    private List<VersionLineage> versions(String modelId) throws Exception {
        return topics.lineage().stream()
                .filter(version -> version.getModelId().equals(modelId))
                .toList();
    }
}
