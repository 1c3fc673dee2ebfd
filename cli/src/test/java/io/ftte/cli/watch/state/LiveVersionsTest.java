package io.ftte.cli.watch.state;

import static io.ftte.cli.watch.state.LiveTopics.BUFFER;
import static io.ftte.cli.watch.state.LiveTopics.T0;
import static io.ftte.fixtures.TopicRecords.bytes;
import static io.ftte.fixtures.TopicRecords.contribution;
import static io.ftte.fixtures.TopicRecords.lineage;
import static io.ftte.fixtures.TopicRecords.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.fixtures.TestModels;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LiveVersionsTest {
    private final LiveTopics topics = new LiveTopics(Optional.empty());

    @Test
    void lineage_ofVersions_givesFillTimesStalenessAndWeights() {
        topics.register("m");
        topics.take(
                Topic.LINEAGE,
                lineage(
                        "m",
                        1,
                        T0 + 4_000,
                        contribution("a", 0, 0, 1.0),
                        contribution("b", 0, 0, 0.55)));
        topics.take(Topic.LINEAGE, lineage("m", 2, T0 + 5_500, contribution("a", 1, 3, 0.25)));

        JsonNode m = topics.model("m");
        assertThat(m.get("newest").asLong()).isEqualTo(2);
        assertThat(m.get("admitted").asLong()).isEqualTo(3);
        assertThat(m.get("meanStaleness").asDouble()).isEqualTo(1);
        assertThat(m.get("meanWeight").asDouble()).isEqualTo(0.6);
        assertThat(m.at("/versions/version").toString()).isEqualTo("[1,2]");
        assertThat(m.at("/versions/fillMs").toString()).isEqualTo("[4000,1500]");
        assertThat(m.at("/versions/updates").toString()).isEqualTo("[2,1]");
        assertThat(m.at("/staleness/0/updates").asInt()).isEqualTo(2);
        assertThat(m.at("/staleness/3/updates").asInt()).isEqualTo(1);
        assertThat(m.at("/weights/2/updates").asInt()).isEqualTo(1);
        assertThat(m.at("/weights/5/updates").asInt()).isEqualTo(1);
        assertThat(m.at("/weights/10/updates").asInt()).isEqualTo(1);
        assertThat(m.at("/weights/10/open").asBoolean()).isTrue();
    }

    @Test
    void lineage_twiceOrOfAVersionLongForgotten_countsOnce() {
        for (long version = 1; version <= VersionHistory.MOST + 10; version++) {
            topics.take(
                    Topic.LINEAGE, lineage("m", version, T0 + version, contribution("a", 0, 0, 1)));
        }
        topics.take(Topic.LINEAGE, lineage("m", 400, T0 + 400, contribution("a", 0, 0, 1)));
        topics.take(Topic.LINEAGE, lineage("m", 1, T0 + 1, contribution("a", 0, 0, 1)));

        JsonNode m = topics.model("m");
        assertThat(m.get("admitted").asLong()).isEqualTo(VersionHistory.MOST + 10);
        assertThat(m.at("/versions/seen").asLong()).isEqualTo(VersionHistory.MOST + 10);
        assertThat(m.at("/versions/shown").asInt()).isEqualTo(VersionHistory.MOST);
        assertThat(m.at("/versions/version/0").asLong()).isEqualTo(11);
        assertThat(m.at("/versions/fillMs/0").isNull()).as("its predecessor is gone").isTrue();
    }

    @Test
    void open_updatesAfterTheNewestVersion_whateverTopicIsReadFirst() {
        topics.register("m");
        topics.send("m", "a", T0 + 1_000);
        topics.send("m", "b", T0 + 2_000);
        topics.send("m", "a", T0 + 3_000);
        assertThat(topics.model("m").at("/open/seen").asInt()).isEqualTo(3);
        assertThat(topics.model("m").at("/open/bufferSize").asInt()).isEqualTo(BUFFER);

        topics.take(Topic.LINEAGE, lineage("m", 1, T0 + 3_000, contribution("a", 0, 0, 1)));
        topics.send("m", "c", T0 + 2_500);
        topics.send("m", "d", T0 + 3_001);
        topics.take(Topic.REJECTED, rejection(RejectionReason.TOO_STALE, "m", "d", T0 + 3_001));
        topics.take(Topic.REJECTED, rejection(RejectionReason.TOO_STALE, "m", "a", T0 + 500));

        JsonNode m = topics.model("m");
        assertThat(m.at("/open/seen").asInt()).isEqualTo(1);
        assertThat(m.at("/open/refused").asInt()).isEqualTo(1);
        assertThat(m.at("/open/afterVersion").asLong()).isEqualTo(1);
        assertThat(m.get("newestUpdate").asLong()).isEqualTo(T0 + 3_001);
        assertThat(m.get("lagMs").asLong()).isEqualTo(1);
    }

    @Test
    void open_ofAVersionWhoseLineageIsLongAgo_comesAfterThatVersion() {
        topics.register("m");
        topics.send("m", "a", T0 + 1_000);
        topics.send("m", "a", T0 + 3_000);
        for (long version : new long[] {7, 6}) {
            topics.take(
                    Topic.MODELS,
                    new ModelShard(
                            "m",
                            0,
                            ShardKind.MODEL,
                            version,
                            0L,
                            T0 + 300 * version,
                            0,
                            1,
                            0,
                            4,
                            List.of(1),
                            List.of(),
                            ByteBuffer.allocate(0)));
        }

        JsonNode m = topics.model("m");
        assertThat(m.get("newest").asInt()).isEqualTo(7);
        assertThat(m.get("newestEventTime").asLong()).isEqualTo(T0 + 2_100);
        assertThat(m.at("/open/seen").asInt()).isEqualTo(1);
        assertThat(m.at("/versions/shown").asInt()).isZero();
        topics.take(Topic.LINEAGE, lineage("m", 8, T0 + 3_000, contribution("a", 0, 0, 1)));
        assertThat(topics.model("m").get("newest").asInt()).isEqualTo(8);
        assertThat(topics.model("m").at("/open/seen").asInt()).isZero();
    }

    @Test
    void open_settingsThatAreDue_giveTheBufferSize() {
        topics.register("m");
        for (int number = 1; number <= 2; number++) {
            ModelSettings change =
                    new ModelSettings(
                            "m", number, 10L * number, TestModels.settings(5 * number).build());
            topics.state.take(
                    Topic.CONTROL, bytes("m/settings/" + number), RecordCodec.encode(change), T0);
        }
        assertThat(topics.model("m").at("/open/bufferSize").asInt()).isEqualTo(BUFFER);
        topics.take(Topic.LINEAGE, lineage("m", 15, T0));
        assertThat(topics.model("m").at("/open/bufferSize").asInt()).isEqualTo(5);
    }

    @Test
    void measured_standsBesideItsVersion() {
        topics.register("m");
        topics.state.measured("m", 2, 0.75, OptionalDouble.of(0.5), 0.9);
        topics.take(Topic.LINEAGE, lineage("m", 1, T0));
        topics.take(Topic.LINEAGE, lineage("m", 2, T0));

        JsonNode m = topics.model("m");
        assertThat(m.at("/versions/accuracy").toString()).isEqualTo("[null,0.75]");
        assertThat(m.at("/versions/tenthPercentile").toString()).isEqualTo("[null,0.5]");
        assertThat(m.get("target").asDouble()).isEqualTo(0.9);
    }
}
