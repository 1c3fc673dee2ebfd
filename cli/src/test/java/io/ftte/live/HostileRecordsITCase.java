package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.devices.client.UpdateSender;
import io.ftte.fixtures.HostileRecords;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.RunningJob;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TestModels;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.ondevice.update.UpdateChunks;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever devices put on the topic, the live job refuses it with its reason and goes on, and the
 * others' updates count as if nothing had been.
 */
@ExtendWith(SharedKafka.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRecordsITCase {
    private static final int PARAMETERS = 500;
    private static final int LARGE = 300_000;
    private static final int BUFFER = 10;
    private static final int QUOTA_PER_MINUTE = 100;
    private static final int FLOOD = 1_000;
    private static final int KEPT = 64 << 10;

    @TempDir static Path checkpoints;

    private final long registeredAt = System.currentTimeMillis();

    private JobTopics topics;
    private RunningJob job;

    @BeforeAll
    void start() throws Exception {
        topics =
                JobTopics.create(
                        "hostile",
                        3,
                        Map.of(
                                "out-of-orderness", "2s",
                                "tick-interval", "200ms",
                                "checkpoint-interval", "500ms",
                                "checkpoint-dir", checkpoints.toUri().toString(),
                                "parallelism", "2",
                                "device-quota", "" + QUOTA_PER_MINUTE));
        topics.register(model("model", PARAMETERS, BUFFER));
        topics.register(model("large", LARGE, 1));
        job = RunningJob.start(topics.options());
        topics.letFarTimestampsPass();
    }

    @AfterAll
    void stop() throws Exception {
        job.close();
    }

    private ModelDefinition model(String id, int parameters, int bufferSize) {
        AggregationSettings settings = TestModels.settings(bufferSize).setMaxStaleness(2).build();
        return TestModels.zeros(id, parameters, settings, registeredAt);
    }

    @Test
    void run_hostileRecords_refusesEachWithItsReasonAndGoesOn() throws Exception {
        sendGood(0, 3 * BUFFER);
        job.await("three versions", () -> versions("model") == 3);

        HostileRecords hostile = new HostileRecords(topics.updates(), PARAMETERS);
        hostile.addBytes();
        hostile.addFields();
        hostile.addFlood(FLOOD, QUOTA_PER_MINUTE);
        List<RecordMetadata> places = topics.send(hostile.records());
        sendGood(1, 3 * BUFFER);
        job.await("all refusals", () -> topics.rejected().size() >= places.size());
        job.await("versions of good updates", () -> goodContributions().size() == 6 * BUFFER);

        assertThat(job.failure()).isEmpty();
        assertThat(job.restarts()).isEmpty();
        assertRefused(hostile, places);
        assertThat(goodContributions()).noneMatch(Contribution::getLate);
    }

    @Test
    void run_updateAboveTheRecordLimit_arrivesInChunksAndCountsOnce() throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", SharedKafka.bootstrapServers());
        UpdateChunks chunks = UpdateChunks.defaults();
        LocalUpdate update = TestModels.update("large", "giant", 0, 0, LARGE);
        assertThat(chunks.of(update)).hasSize(3);
        try (UpdateSender sender = UpdateSender.connect(client, topics.updates(), chunks)) {
            sender.send(update, System.currentTimeMillis());
            sender.flush();
        }
        job.await("a version of the large model", () -> versions("large") == 1);

        List<VersionLineage> lineage = lineage("large");
        assertThat(lineage).hasSize(1);
        assertThat(lineage.get(0).getContributions()).hasSize(1);
        assertThat(TestModels.digests(model("large", LARGE, 1), topics.shards()))
                .isEqualTo(TestModels.digests(lineage));
        assertThat(job.restarts()).isEmpty();
    }

    private void sendGood(long sequence, int count) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LocalUpdate update =
                    TestModels.update("model", "good-" + i, sequence, 3 * sequence, PARAMETERS);
            records.add(TestModels.record(topics.updates(), update, System.currentTimeMillis()));
        }
        topics.send(records);
    }

    private void assertRefused(HostileRecords hostile, List<RecordMetadata> places)
            throws Exception {
        Map<String, Rejection> refusals = new HashMap<>();
        for (Rejection rejection : topics.rejected()) {
            assertThat(rejection.getTopic()).isEqualTo(topics.updates());
            assertThat(
                            refusals.put(
                                    place(rejection.getPartition(), rejection.getOffset()),
                                    rejection))
                    .as("refused twice")
                    .isNull();
        }
        assertThat(refusals).hasSameSizeAs(places);
        for (int i = 0; i < places.size(); i++) {
            RecordMetadata place = places.get(i);
            Rejection rejection = refusals.get(place(place.partition(), place.offset()));
            assertThat(rejection)
                    .as("refusal of record " + i + ", " + hostile.reasons().get(i))
                    .isNotNull();
            assertThat(rejection.getReason())
                    .as("%s", rejection)
                    .isEqualTo(hostile.reasons().get(i));
            if (rejection.getOriginalLength() > 0) {
                assertCarries(rejection, hostile.records().get(i).value());
            }
        }
    }

    private static String place(int partition, long offset) {
        return partition + ":" + offset;
    }

    private static void assertCarries(Rejection rejection, byte[] value) throws Exception {
        assertThat(rejection.getOriginalLength()).isEqualTo(value.length);
        assertThat(rejection.getOriginal())
                .isEqualTo(ByteBuffer.wrap(value, 0, Math.min(value.length, KEPT)));
        assertThat(rejection.getOriginalSha256())
                .isEqualTo(ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(value)));
    }

    private List<Contribution> goodContributions() throws Exception {
        return lineage("model").stream()
                .flatMap(version -> version.getContributions().stream())
                .filter(contribution -> contribution.getDeviceId().startsWith("good-"))
                .toList();
    }

    private int versions(String modelId) throws Exception {
        return lineage(modelId).size();
    }

    private List<VersionLineage> lineage(String modelId) throws Exception {
        return topics.lineage().stream()
                .filter(version -> version.getModelId().equals(modelId))
                .toList();
    }
}
