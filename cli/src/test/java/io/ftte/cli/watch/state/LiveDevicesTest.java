package io.ftte.cli.watch.state;

import static io.ftte.cli.watch.state.LiveTopics.NOW;
import static io.ftte.cli.watch.state.LiveTopics.T0;
import static io.ftte.fixtures.TopicRecords.contribution;
import static io.ftte.fixtures.TopicRecords.lineage;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.aggregation.privacy.DeviceNameKey;
import io.ftte.schemas.ShareHeld;
import io.ftte.schemas.UpdateShare;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveDevicesTest {
    private final LiveTopics topics = new LiveTopics(Optional.empty());

    @Test
    void devices_byTheTimeBetweenTheirUpdates() {
        topics.register("m");
        for (int i = 0; i < 5; i++) {
            topics.send("m", "fast", T0 + 300L * i);
            topics.send("m", "slow", T0 + 3_000L * i);
        }
        topics.send("m", "once", T0);
        topics.take(Topic.LINEAGE, lineage("m", 1, T0 + 100, contribution("slow", 0, 2, 0.5)));

        JsonNode classes = topics.model("m").at("/devices/classes");
        assertThat(classes).hasSize(3);
        assertThat(classes.at("/0/class").asText()).isEqualTo("under 0.5 s");
        assertThat(classes.at("/0/updates").asInt()).isEqualTo(5);
        assertThat(classes.at("/1/class").asText()).isEqualTo("2 to 5 s");
        assertThat(classes.at("/1/admitted").asInt()).isEqualTo(1);
        assertThat(classes.at("/1/meanStaleness").asDouble()).isEqualTo(2);
        assertThat(classes.at("/1/meanWeight").asDouble()).isEqualTo(0.5);
        assertThat(classes.at("/2/class").asText()).isEqualTo("not known yet");
    }

    /** What a device sent has its id, what counted of it a hash. */
    @Test
    void devices_namedByHashesUnderTheKeyGiven_areNotTwo() {
        DeviceNameKey key = DeviceNameKey.parse("00ff".repeat(16));
        LiveTopics hashed = new LiveTopics(Optional.empty(), Optional.of(key));
        hashed.register("m");
        for (int i = 0; i < 5; i++) {
            hashed.send("m", "slow", T0 + 3_000L * i);
        }
        hashed.take(
                Topic.LINEAGE,
                lineage("m", 1, T0 + 100, contribution(key.name("m", "slow"), 0, 2, 0.5)));

        JsonNode devices = hashed.model("m").get("devices");
        assertThat(devices.get("seen").asInt()).isEqualTo(1);
        assertThat(devices.at("/classes/0/admitted").asInt()).isEqualTo(1);
    }

    @Test
    void rate_isOfTheWholeSecondsBefore() {
        topics.register("m");
        for (int i = 0; i < 40; i++) {
            topics.send("m", "a", NOW - 4_000 + 100L * i);
        }
        topics.send("m", "a", NOW - 60_000);
        assertThat(topics.model("m").get("updatesPerSecond").asDouble()).isEqualTo(10);
    }

    @Test
    void updates_inShares_countOnce() {
        topics.register("m");
        UpdateShare.Builder share =
                UpdateShare.newBuilder()
                        .setModelId("m")
                        .setDeviceId("a")
                        .setSequence(0)
                        .setBaseVersion(0)
                        .setPlanId(1)
                        .setExamples(9)
                        .setTotalLength(4)
                        .setSeedId(-5)
                        .setNumbers(ByteBuffer.allocate(8));
        topics.take(Topic.UPDATES, share.setFrom(0).build());
        topics.take(Topic.UPDATES, share.setFrom(2).build());
        topics.take(
                Topic.UPDATES,
                new ShareHeld("m", "a", 0L, 0L, 1, 9L, 4, -5L, 7, ByteBuffer.allocate(32)));

        assertThat(topics.model("m").at("/open/seen").asInt()).isEqualTo(1);
        assertThat(topics.unreadable(Topic.UPDATES)).isZero();
    }

    @Test
    void updates_ofNoRegisteredModelOrFromTheFuture_changeNoModel() {
        topics.register("m");
        topics.send("nobody's", "a", T0);
        topics.send("m", "a", NOW + topics.conf.maxClockSkew().toMillis() + 1);

        assertThat(topics.state.json().get("models")).hasSize(1);
        assertThat(topics.state.json().get("updatesOfOtherModels").asInt()).isEqualTo(1);
        assertThat(topics.state.json().get("updatesAheadOfTheClock").asInt()).isEqualTo(1);
        assertThat(topics.model("m").at("/open/seen").asInt()).isZero();
        assertThat(topics.model("m").has("newestUpdate")).isFalse();
    }
}
