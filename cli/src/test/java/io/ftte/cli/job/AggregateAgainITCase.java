package io.ftte.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.fixtures.FtteProcess;
import io.ftte.fixtures.JobTopics;
import io.ftte.fixtures.SharedKafka;
import io.ftte.fixtures.TestModels;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./ftte aggregate} in a process of its own, which ends in different ways and goes on. */
@ExtendWith(SharedKafka.class)
class AggregateAgainITCase {
    private static final int PARAMETERS = 50;
    private static final int BUFFER = 10;

    /** Not a multiple of the buffer, which is half full whenever the process ends. */
    private static final int UPDATES = 25;

    /** More of them find rarer moments: {@code -Daggregate.runs=11}. */
    private static final int RUNS = Integer.getInteger("aggregate.runs", 3);

    /** The run that ends as by Ctrl-C; the others are killed. */
    private static final int STOPPED = 1;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir Path directory;

    private JobTopics topics;

    @Test
    void aggregate_killedAndStopped_goesOnByTheSameCommand() throws Exception {
        topics =
                JobTopics.create(
                        "again",
                        2,
                        Map.of(
                                "out-of-orderness", "200ms",
                                "tick-interval", "100ms",
                                "checkpoint-interval", "300ms",
                                "checkpoint-dir",
                                        directory.resolve("checkpoints").toUri().toString(),
                                "parallelism", "1"));
        ModelDefinition model =
                TestModels.zeros("m", PARAMETERS, BUFFER, System.currentTimeMillis());
        topics.register(model);

        for (int run = 0; run < RUNS; run++) {
            try (FtteProcess job = FtteProcess.aggregate(topics, directory.resolve("log-" + run))) {
                send(run);
                int versions = (run + 1) * UPDATES / BUFFER;
                Awaitility.await("versions of run " + run)
                        .atMost(PATIENCE)
                        .failFast(() -> assertThat(job.alive()).as(job.complaint()).isTrue())
                        .until(() -> topics.lineage().size() == versions);
                if (run != STOPPED) {
                    job.kill();
                }
                assertThat(job.output().contains("going on from the checkpoint of"))
                        .isEqualTo(run > 0);
            }
        }

        List<VersionLineage> lineage = topics.lineage();
        assertThat(lineage).extracting(VersionLineage::getVersion).doesNotHaveDuplicates();
        assertThat(lineage.stream().flatMap(v -> v.getContributions().stream()))
                .extracting(Contribution::getDeviceId)
                .doesNotHaveDuplicates()
                .hasSize(RUNS * UPDATES / BUFFER * BUFFER);
        assertThat(topics.rejected()).isEmpty();
        assertThat(TestModels.digests(lineage))
                .isEqualTo(TestModels.digests(model, topics.shards()));
    }

    private void send(int run) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < UPDATES; i++) {
            records.add(
                    TestModels.record(
                            topics.updates(),
                            TestModels.update("m", "device-" + run + "-" + i, 0, 0, PARAMETERS),
                            System.currentTimeMillis()));
        }
        topics.send(records);
    }
}
