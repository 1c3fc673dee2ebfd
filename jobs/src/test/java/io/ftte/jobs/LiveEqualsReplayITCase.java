package io.ftte.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ftte.cli.SharedKafka;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
    private static final long ROUND_MS = 150;

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
        send(topics, "early", 0, 1);
        send(topics, "late", 0, 1);
        try (RunningJob job = RunningJob.start(topics.options())) {
            job.await("refusals of the unknown model", () -> topics.rejected().size() == PER_ROUND);
            topics.register(late);
            send(topics, "early", 1, ROUNDS);
            // Its registration is read long before the event time of these is reached.
            send(topics, "late", 1, 1);
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

    /** Some updates now and then, as of now or a little earlier. */
    private static void send(JobTopics topics, String modelId, int firstRound, int rounds)
            throws Exception {
        Random random = new Random(firstRound);
        for (int round = firstRound; round < firstRound + rounds; round++) {
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
            Thread.sleep(ROUND_MS);
        }
    }

    private List<VersionLineage> replay(JobTopics topics, int parallelism, ModelDefinition model)
            throws Exception {
        JobTopics again =
                JobTopics.named(
                        topics.conf().jobName(),
                        Map.of("out-of-orderness", "500ms", "parallelism", "" + parallelism));
        return new Replay(
                        again.conf(), List.of(model), List.of(), TopicRange.WHOLE, Set.of(), false)
                .topic(
                        Files.createTempDirectory(temp, "scratch"),
                        Files.createTempDirectory(temp, "out"))
                .lineage();
    }

    private static List<VersionLineage> of(String modelId, List<VersionLineage> lineage) {
        return lineage.stream().filter(version -> version.getModelId().equals(modelId)).toList();
    }
}
