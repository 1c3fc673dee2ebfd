package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.RunningJob;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TestModels;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a live job published, a replay of its update topic publishes again. */
@ExtendWith(SharedKafka.class)
class LiveEqualsReplayITCase {
    private static final int PARTITIONS = 3;
    private static final int PARAMETERS = 200;
    private static final int BUFFER = 5;
    private static final int DEVICES = 40;
    private static final int ROUNDS = 20;
    private static final int PER_ROUND = 10;

    /** More than the out-of-orderness bound. */
    private static final int MAX_DELAY_MS = 800;

    @TempDir Path temp;

    @Test
    void replay_topicOfAStoppedLiveJob_givesTheDigestsThatItPublished() throws Exception {
        JobTopics topics = topics("live");
        long registeredAt = System.currentTimeMillis();
        ModelDefinition early = TestModels.zeros("early", PARAMETERS, BUFFER, registeredAt);
        ModelDefinition late = TestModels.zeros("late", PARAMETERS, BUFFER, registeredAt);
        topics.register(early);
        send(topics, "early", 0);
        send(topics, "late", 0);
        try (RunningJob job = RunningJob.start(topics.options())) {
            job.await("refusals of the unknown model", () -> topics.rejected().size() == PER_ROUND);
            topics.register(late);
            for (int round = 1; round <= ROUNDS; round++) {
                send(topics, "early", round);
                int written = topics.updatesWritten();
                job.await("a tick", () -> topics.updatesWritten() > written);
            }
            // Its registration is read long before the event time of these is reached.
            send(topics, "late", 1);
            job.await(
                    "all versions",
                    () -> topics.lineage().size() == (ROUNDS + 1 + 1) * PER_ROUND / BUFFER);
            assertThat(job.restarts()).isEmpty();
        }

        assertThat(topics.rejected())
                .extracting(Rejection::getModelId, Rejection::getReason)
                .containsOnly(tuple("late", RejectionReason.UNKNOWN_MODEL));
        List<VersionLineage> lineage = topics.lineage();
        List<VersionLineage> live = of("early", lineage);
        assertThat(live.stream().flatMap(version -> version.getContributions().stream()))
                .as("late contributions")
                .anyMatch(contribution -> contribution.getLate());
        assertThat(of("late", lineage)).hasSize(PER_ROUND / BUFFER);
        assertThat(TestModels.digests(early, topics.shards())).isEqualTo(TestModels.digests(live));
        for (int parallelism : List.of(1, 3)) {
            assertThat(of("early", replay(topics, parallelism, early)))
                    .as("replayed at parallelism " + parallelism)
                    .startsWith(live.toArray(new VersionLineage[0]));
        }
    }

    private JobTopics topics(String name) throws Exception {
        return JobTopics.create(
                name,
                PARTITIONS,
                Map.of(
                        "out-of-orderness", "500ms",
                        "tick-interval", "200ms",
                        "checkpoint-interval", "500ms",
                        "checkpoint-dir", temp.resolve("checkpoints").toUri().toString(),
                        "parallelism", "2"));
    }

    /** Some updates, as of now or a little earlier. */
    private static void send(JobTopics topics, String modelId, int round) throws Exception {
        Random random = new Random(round);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < PER_ROUND; i++) {
            String device = "device-" + (round * PER_ROUND + i) % DEVICES;
            long time = System.currentTimeMillis() - random.nextInt(MAX_DELAY_MS);
            records.add(
                    TestModels.record(
                            topics.updates(),
                            TestModels.update(modelId, device, round, 0, PARAMETERS),
                            time));
        }
        topics.send(records);
    }

    private List<VersionLineage> replay(JobTopics topics, int parallelism, ModelDefinition model)
            throws Exception {
        JobTopics again =
                JobTopics.named(
                        topics.conf().jobName(),
                        Map.of("out-of-orderness", "500ms", "parallelism", "" + parallelism));
        return again.replay(model, temp).lineage();
    }

    private static List<VersionLineage> of(String modelId, List<VersionLineage> lineage) {
        return lineage.stream().filter(version -> version.getModelId().equals(modelId)).toList();
    }
}
