package io.ftte.cli.watch.state;

import static io.ftte.cli.watch.state.LiveTopics.NO_KEY;
import static io.ftte.cli.watch.state.LiveTopics.T0;
import static io.ftte.fixtures.TopicRecords.bytes;
import static io.ftte.fixtures.TopicRecords.contribution;
import static io.ftte.fixtures.TopicRecords.lineage;
import static io.ftte.fixtures.TopicRecords.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.Tick;
import io.ftte.schemas.wire.RecordCodec;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveStateTest {
    private final LiveTopics topics = new LiveTopics(Optional.empty());

    @Test
    void generations_newerOneTakesThePlace_olderOneIsPassedOver() {
        topics.register("m");
        topics.take(Topic.LINEAGE, lineage("m", 0, 7, T0, contribution("a", 0, 0, 1)));
        topics.state.take(Topic.CONTROL, bytes("m/head"), null, T0);
        assertThat(topics.model("m").get("removed").asBoolean()).isTrue();

        topics.register("m");
        topics.take(Topic.LINEAGE, lineage("m", 1, 1, T0, contribution("a", 0, 0, 1)));
        topics.take(Topic.LINEAGE, lineage("m", 0, 8, T0, contribution("a", 0, 0, 1)));

        JsonNode m = topics.model("m");
        assertThat(m.get("removed").asBoolean()).isFalse();
        assertThat(m.get("generation").asInt()).isEqualTo(1);
        assertThat(m.get("newest").asInt()).isEqualTo(1);
        assertThat(m.get("parameters").asInt()).isEqualTo(4);
    }

    @Test
    void modelId_given_showsNothingElse() {
        LiveTopics topics = new LiveTopics(Optional.of("m"));
        topics.register("m");
        topics.register("n");
        topics.send("n", "a", T0);
        topics.take(Topic.REJECTED, rejection(RejectionReason.LATE, "n", "a", T0));

        assertThat(topics.state.json().get("models")).hasSize(1);
        assertThat(topics.state.json().get("modelId").asText()).isEqualTo("m");
        assertThat(topics.state.json().get("updatesOfOtherModels").asInt()).isZero();
        assertThat(topics.state.json().get("otherRefusals")).isEmpty();
    }

    @Test
    void ticks_areASignOfAJob() {
        topics.state.take(Topic.UPDATES, NO_KEY, RecordCodec.encode(new Tick(100L)), T0 + 5);
        assertThat(topics.state.json().get("lastTick").asLong()).isEqualTo(T0 + 5);
    }

    @Test
    void phase_andProgress_areTold() {
        topics.state.phase(LiveState.Phase.AWAY, "No broker");
        topics.state.behind(Topic.LINEAGE, 12);
        assertThat(topics.state.json().get("phase").asText()).isEqualTo("AWAY");
        assertThat(topics.state.json().get("problem").asText()).isEqualTo("No broker");
        assertThat(topics.row(Topic.LINEAGE).get("behind").asLong()).isEqualTo(12);
        topics.register("m");
        topics.state.begin();
        assertThat(topics.state.json().get("models")).isEmpty();
        assertThat(topics.state.json().get("phase").asText()).isEqualTo("READING");
    }
}
