package io.ftte.cli.watch.state;

import static io.ftte.cli.watch.state.LiveTopics.T0;
import static io.ftte.fixtures.TopicRecords.bytes;
import static io.ftte.fixtures.TopicRecords.contribution;
import static io.ftte.fixtures.TopicRecords.lineage;
import static io.ftte.fixtures.TopicRecords.profile;
import static io.ftte.fixtures.TopicRecords.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.wire.RecordCodec;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiveFloodTest {
    private final LiveTopics topics = new LiveTopics(Optional.empty());

    @ParameterizedTest
    @EnumSource(Topic.class)
    void take_hostileBytes_areCountedAndAllElseGoesOn(Topic topic) {
        topics.register("m");
        Random random = new Random(1);
        int hostile = 200;
        byte[] good = RecordCodec.encode(lineage("m", 1, T0, contribution("a", 0, 0, 1)));
        for (int i = 0; i < hostile; i++) {
            byte[] bytes = good.clone();
            for (int flips = 0; flips <= i % 5; flips++) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            }
            topics.state.take(topic, bytes("m/head"), i % 2 == 0 ? bytes : new byte[i], T0);
        }
        assertThat(topics.unreadable(topic)).isBetween(hostile / 2, hostile);
        assertThat(topics.row(topic).get("lastUnreadable").asText()).isNotBlank();
        topics.send("m", "a", T0 + 50_000);
        assertThat(topics.model("m").get("newestUpdate").asLong()).isEqualTo(T0 + 50_000);
    }

    @Test
    void take_flood_keepsABoundedStateAndSaysSo() {
        String padding = "x".repeat(200);
        for (int m = 0; m < 50; m++) {
            topics.register("model-" + m);
        }
        topics.register("m");
        for (int d = 0; d < 15_000; d++) {
            String device = "device-" + d + padding;
            topics.send("m", device, T0 + 1_000 + d);
            topics.send("made-up-" + d, device, T0);
            topics.take(
                    Topic.REJECTED, rejection(RejectionReason.UNKNOWN_MODEL, "x" + d, device, T0));
            topics.state.take(
                    Topic.DEVICES, bytes(device), RecordCodec.encode(profile(device, d, "m")), T0);
        }
        for (int i = 0; i < 5_000; i++) {
            topics.send("m", "flooder", T0 + 20_000 + i);
        }

        JsonNode all = topics.state.json();
        assertThat(all.get("models")).hasSize(LiveState.MOST_MODELS);
        assertThat(all.get("modelsLetGo").asInt()).isEqualTo(51 - LiveState.MOST_MODELS);
        assertThat(all.get("updatesOfOtherModels").asInt()).isEqualTo(15_000);
        assertThat(all.get("profilesLetGo").asInt()).isEqualTo(15_000 - Profiles.MOST);
        JsonNode m = topics.model("m");
        assertThat(m.at("/devices/seen").asInt()).isEqualTo(Devices.MOST);
        assertThat(m.at("/devices/letGo").asInt()).isEqualTo(15_001 - Devices.MOST);
        assertThat(m.at("/open/seen").asInt()).isLessThanOrEqualTo(OpenBuffer.MOST);
        assertThat(m.at("/open/atLeast").asBoolean()).isTrue();
        topics.take(Topic.LINEAGE, lineage("m", 1, T0 + 24_998, contribution("flooder", 0, 0, 1)));
        assertThat(topics.model("m").at("/open/seen").asInt()).isEqualTo(1);
        assertThat(topics.model("m").at("/open/atLeast").asBoolean()).isFalse();
        assertThat(all.toString().length()).isLessThan(100_000);
    }

    @Test
    void take_longIdsAndDetails_areCut() {
        String id = "<img src=x onerror=alert(1)>".repeat(10);
        topics.take(Topic.LINEAGE, lineage(id, 1, T0));
        Rejection refused =
                Rejection.newBuilder(rejection(RejectionReason.LATE, id, "a", T0))
                        .setDetail("long ".repeat(1_000))
                        .build();
        topics.take(Topic.REJECTED, refused);

        JsonNode m = topics.state.json().at("/models/0");
        assertThat(m.get("id").asText()).hasSize(Texts.ID).endsWith("…");
        assertThat(m.get("refused").asInt()).isEqualTo(1);
        assertThat(m.at("/refusals/0/lastDetail").asText()).hasSize(Texts.LINE);
    }
}
