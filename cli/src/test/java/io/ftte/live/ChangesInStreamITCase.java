package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.fixtures.CommandLineRun;
import io.ftte.fixtures.LiveModel;
import io.ftte.fixtures.SharedKafka;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.ControlKey;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.topics.ControlWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Settings and plans that change while updates flow: a replay of the topic knows them all. */
@ExtendWith(SharedKafka.class)
class ChangesInStreamITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HALF = LiveModel.PARAMETERS / 2;

    @TempDir private Path temp;

    @Test
    void replay_ofATopicWithChanges_givesEveryDigest() throws Exception {
        try (LiveModel live = LiveModel.start("in-stream", temp)) {
            command(live, "publish", "--model=" + live.model);
            live.train(25);
            live.await("two versions", () -> live.lineage(0).size() >= 2);
            live.whileTraining(
                    () ->
                            command(
                                    live,
                                    "configure",
                                    "--model-id=" + LiveModel.ID,
                                    "--set=bufferSize=4",
                                    "--wait=60s"));
            publishPlan(live);
            live.await("the plan", () -> announces(live, 2));
            live.train(40, 2, HALF);
            long sent = live.sent();
            live.await(
                    "all updates but those of a last buffer",
                    () -> sent - live.rejected().size() - contributions(live) < 4);
            List<String> digests = new ArrayList<>();
            for (VersionLineage version : live.lineage(0)) {
                digests.add(HexFormat.of().formatHex(version.getDigest().array()));
            }
            assertThat(live.rejected()).isEmpty();

            for (String parallelism : List.of("1", "2")) {
                Path out = temp.resolve("replay" + parallelism);
                command(
                        live,
                        "replay",
                        "--updates=" + live.conf.topics().updates(),
                        "--parallelism=" + parallelism,
                        "--out=" + out);
                assertThat(digests(out)).as("parallelism %s", parallelism).isEqualTo(digests);
            }
        }
    }

    private static void publishPlan(LiveModel live) throws Exception {
        TrainablePlan plan =
                TrainablePlan.newBuilder()
                        .setModelId(LiveModel.ID)
                        .setGeneration(0)
                        .setPlanId(2)
                        .setSinceVersion(0)
                        .setRanges(List.of(new IndexRange(0, HALF)))
                        .build();
        new ControlWriter(live.conf.brokers(), live.conf.topics().control(), live.conf.jobName())
                .write(
                        LiveModel.ID,
                        List.of(
                                new ControlRecord(
                                        ControlKey.plan(LiveModel.ID, 2),
                                        RecordCodec.encode(plan))));
    }

    private static CommandLineRun command(LiveModel live, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--config=" + live.options);
        CommandLineRun run = CommandLineRun.of(all.toArray(new String[0]));
        assertThat(run.err()).isEmpty();
        return run;
    }

    private static boolean announces(LiveModel live, int planId) throws Exception {
        for (ConsumerRecord<byte[], byte[]> record : live.records(live.conf.topics().models())) {
            if (RecordCodec.decode(record.value()) instanceof TrainablePlan plan
                    && plan.getPlanId() == planId) {
                return true;
            }
        }
        return false;
    }

    private static long contributions(LiveModel live) throws Exception {
        return live.lineage(0).stream().mapToLong(v -> v.getContributions().size()).sum();
    }

    private static List<String> digests(Path out) throws Exception {
        List<String> digests = new ArrayList<>();
        for (String line : Files.readAllLines(out.resolve("versions.jsonl"))) {
            JsonNode version = JSON.readTree(line);
            digests.add(version.get("digest").asText());
        }
        return digests;
    }
}
