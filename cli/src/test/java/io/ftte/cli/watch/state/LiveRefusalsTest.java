package io.ftte.cli.watch.state;

import static io.ftte.cli.watch.state.LiveTopics.T0;
import static io.ftte.fixtures.TopicRecords.lineage;
import static io.ftte.fixtures.TopicRecords.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.schemas.RejectionReason;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveRefusalsTest {
    private final LiveTopics topics = new LiveTopics(Optional.empty());

    @Test
    void refusals_byReasonWithItsMeaning_andOfNoModelApart() {
        topics.register("m");
        topics.take(Topic.REJECTED, rejection(RejectionReason.DUPLICATE, "m", "a", T0));
        topics.take(Topic.REJECTED, rejection(RejectionReason.TOO_STALE, "m", "a", T0));
        topics.take(Topic.REJECTED, rejection(RejectionReason.TOO_STALE, "m", "b", T0));
        topics.take(Topic.REJECTED, rejection(RejectionReason.MALFORMED, null, "a", T0));
        topics.take(Topic.REJECTED, rejection(RejectionReason.UNKNOWN_MODEL, "n", "a", T0));

        JsonNode m = topics.model("m");
        assertThat(m.get("refused").asInt()).isEqualTo(3);
        assertThat(m.at("/refusals/0/reason").asText()).isEqualTo("TOO_STALE");
        assertThat(m.at("/refusals/0/records").asInt()).isEqualTo(2);
        assertThat(m.at("/refusals/0/meaning").asText()).contains("maxStaleness");
        assertThat(m.at("/refusals/0/lastDetail").asText()).isEqualTo("because of TOO_STALE");
        assertThat(topics.state.json().get("otherRefusals")).hasSize(2);
    }

    @Test
    void take_recordOfAnotherTopic_isUnreadableThere() {
        topics.register("m");
        topics.take(Topic.UPDATES, lineage("m", 9, T0));
        assertThat(topics.unreadable(Topic.UPDATES)).isEqualTo(1);
        assertThat(topics.model("m").get("newest").asInt()).isZero();
    }
}
