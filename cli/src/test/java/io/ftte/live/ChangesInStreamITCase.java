package io.ftte.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftte.fixtures.LiveModel;
import io.ftte.fixtures.SharedKafka;
import io.ftte.schemas.VersionLineage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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
            live.command("publish", "--model=" + live.model);
            live.train(25);
            live.await("two versions", () -> live.lineage(0).size() >= 2);
            live.whileTraining(
                    () ->
                            live.command(
                                    "configure",
                                    "--model-id=" + LiveModel.ID,
                                    "--set=bufferSize=4",
                                    "--wait=60s"));
            live.publishPlan(2, HALF);
            live.await("the plan", () -> live.announces(2));
            live.train(40, 2, HALF);
            long sent = live.sent();
            live.await(
                    "all updates but those of a last buffer",
                    () -> sent - live.rejected().size() - live.contributions() < 4);
            List<String> digests = new ArrayList<>();
            for (VersionLineage version : live.lineage(0)) {
                digests.add(HexFormat.of().formatHex(version.getDigest().array()));
            }
            assertThat(live.rejected()).isEmpty();

            for (String parallelism : List.of("1", "2")) {
                Path out = temp.resolve("replay" + parallelism);
                live.command(
                        "replay",
                        "--updates=" + live.conf.topics().updates(),
                        "--parallelism=" + parallelism,
                        "--out=" + out);
                assertThat(digests(out)).as("parallelism %s", parallelism).isEqualTo(digests);
            }
        }
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
