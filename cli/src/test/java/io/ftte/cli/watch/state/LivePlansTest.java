package io.ftte.cli.watch.state;

import static io.ftte.cli.watch.state.LiveTopics.T0;
import static io.ftte.fixtures.TopicRecords.bytes;
import static io.ftte.fixtures.TopicRecords.plan;
import static io.ftte.fixtures.TopicRecords.profile;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.selection.MemoryModel;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LivePlansTest {
    private static final String ARCHITECTURE =
            """
            {"input": [8], "layers": [
              {"type": "dense", "name": "a", "units": 4, "activation": "relu"},
              {"type": "dense", "name": "b", "units": 2}]}\
            """;

    private final LiveTopics topics = new LiveTopics(Optional.empty());

    @Test
    void plans_ofTheNewestSet_withTheirMemoryAndWhoHasIt() {
        topics.register("m");
        Network network = NetworkJson.read(ARCHITECTURE);
        int all = network.parameterCount();
        long full =
                new MemoryModel(network, topics.conf.selection().setup())
                        .profile(NetworkPlan.full(network))
                        .peakBytes();
        topics.take(Topic.MODELS, plan("m", 1, 1, 0, new IndexRange(0, all), ARCHITECTURE));
        topics.take(Topic.MODELS, plan("m", 2, 2, 0, new IndexRange(36, all), ARCHITECTURE));
        topics.take(Topic.MODELS, plan("m", 3, 2, 1, new IndexRange(0, all), ARCHITECTURE));
        for (long budget : new long[] {full - 1, full, full + 1}) {
            String device = "device-" + budget;
            topics.state.take(
                    Topic.DEVICES,
                    bytes(device),
                    RecordCodec.encode(profile(device, budget, "m")),
                    T0);
        }
        topics.state.take(
                Topic.DEVICES, bytes("other"), RecordCodec.encode(profile("other", full, "n")), T0);

        JsonNode plans = topics.model("m").get("plans");
        assertThat(plans).hasSize(2);
        assertThat(plans.at("/0/planId").asInt()).isEqualTo(2);
        assertThat(plans.at("/0/parameters").asInt()).isEqualTo(all - 36);
        assertThat(plans.at("/1/tier").asInt()).isEqualTo(1);
        assertThat(plans.at("/1/peakBytes").asLong()).isEqualTo(full);
        assertThat(plans.at("/1/devicesThatFit").asInt()).isEqualTo(2);
        assertThat(topics.model("m").at("/profiles/devices").asInt()).isEqualTo(3);
        assertThat(topics.model("m").at("/profiles/weakestBytes").asLong()).isEqualTo(full - 1);
        assertThat(topics.model("m").at("/profiles/medianBytes").asLong()).isEqualTo(full);
    }

    @Test
    void plans_thatWouldTakeAllMemory_areUnreadable() {
        topics.take(
                Topic.MODELS,
                plan("m", 1, 1, 0, new IndexRange(0, Integer.MAX_VALUE), ARCHITECTURE));
        topics.take(Topic.MODELS, plan("m", 2, 2, 0, new IndexRange(-5, 2), ARCHITECTURE));
        assertThat(topics.unreadable(Topic.MODELS)).isEqualTo(2);
        assertThat(topics.row(Topic.MODELS).get("lastUnreadable").asText())
                .as("refused before memory is taken")
                .isEqualTo("plan 2 trains [-5, 2) of 46 parameters");
    }
}
