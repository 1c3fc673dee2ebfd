package io.ftte.cli.watch.state;

import static io.ftte.fixtures.TopicRecords.bytes;
import static io.ftte.fixtures.TopicRecords.contribution;
import static io.ftte.fixtures.TopicRecords.lineage;
import static io.ftte.fixtures.TopicRecords.plan;
import static io.ftte.fixtures.TopicRecords.profile;
import static io.ftte.fixtures.TopicRecords.rejection;
import static io.ftte.fixtures.TopicRecords.update;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftte.fixtures.TestModels;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.options.AggregationOptions;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.Tick;
import io.ftte.schemas.text.NetworkJson;
import io.ftte.schemas.wire.ControlRecord;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.selection.MemoryModel;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiveStateTest {
    private static final long T0 = 1_700_000_000_000L;
    private static final long NOW = T0 + 100_000;
    private static final int BUFFER = 3;
    private static final byte[] NONE = {};
    private static final String ARCHITECTURE =
            """
            {"input": [8], "layers": [
              {"type": "dense", "name": "a", "units": 4, "activation": "relu"},
              {"type": "dense", "name": "b", "units": 2}]}\
            """;

    private final AggregationConf conf =
            AggregationConf.of(
                    Configuration.fromMap(
                            Map.of(AggregationOptions.BOOTSTRAP_SERVERS.key(), "kafka:9092")));
    private LiveState state = state(Optional.empty());

    private LiveState state(Optional<String> modelId) {
        LiveSettings usual = LiveSettings.of(conf, modelId);
        return new LiveState(
                new LiveSettings(
                        usual.modelId(),
                        usual.brokers(),
                        usual.topics(),
                        usual.setup(),
                        usual.maxClockSkewMs(),
                        () -> NOW));
    }

    private void register(String id) {
        for (ControlRecord record : TestModels.zeros(id, 4, BUFFER, T0).controlRecords()) {
            state.take(Topic.CONTROL, bytes(record.key().toString()), record.value(), T0);
        }
    }

    private void take(Topic topic, SpecificRecord record) {
        state.take(topic, NONE, RecordCodec.encode(record), T0);
    }

    private void send(String model, String device, long eventTime) {
        state.take(Topic.UPDATES, bytes(device), update(model, device, 0), eventTime);
    }

    private JsonNode model(String id) {
        return StreamSupport.stream(state.json().get("models").spliterator(), false)
                .filter(model -> model.get("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void lineage_ofVersions_givesFillTimesStalenessAndWeights() {
        register("m");
        take(
                Topic.LINEAGE,
                lineage(
                        "m",
                        1,
                        T0 + 4_000,
                        contribution("a", 0, 0, 1.0),
                        contribution("b", 0, 0, 0.55)));
        take(Topic.LINEAGE, lineage("m", 2, T0 + 5_500, contribution("a", 1, 3, 0.25)));

        JsonNode m = model("m");
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
            take(Topic.LINEAGE, lineage("m", version, T0 + version, contribution("a", 0, 0, 1)));
        }
        take(Topic.LINEAGE, lineage("m", 400, T0 + 400, contribution("a", 0, 0, 1)));
        take(Topic.LINEAGE, lineage("m", 1, T0 + 1, contribution("a", 0, 0, 1)));

        JsonNode m = model("m");
        assertThat(m.get("admitted").asLong()).isEqualTo(VersionHistory.MOST + 10);
        assertThat(m.at("/versions/seen").asLong()).isEqualTo(VersionHistory.MOST + 10);
        assertThat(m.at("/versions/shown").asInt()).isEqualTo(VersionHistory.MOST);
        assertThat(m.at("/versions/version/0").asLong()).isEqualTo(11);
        assertThat(m.at("/versions/fillMs/0").isNull()).as("its predecessor is gone").isTrue();
    }

    @Test
    void open_updatesAfterTheNewestVersion_whateverTopicIsReadFirst() {
        register("m");
        send("m", "a", T0 + 1_000);
        send("m", "b", T0 + 2_000);
        send("m", "a", T0 + 3_000);
        assertThat(model("m").at("/open/seen").asInt()).isEqualTo(3);
        assertThat(model("m").at("/open/bufferSize").asInt()).isEqualTo(BUFFER);

        take(Topic.LINEAGE, lineage("m", 1, T0 + 3_000, contribution("a", 0, 0, 1)));
        send("m", "c", T0 + 2_500);
        send("m", "d", T0 + 3_001);
        take(Topic.REJECTED, rejection(RejectionReason.TOO_STALE, "m", "d", T0 + 3_001));
        take(Topic.REJECTED, rejection(RejectionReason.TOO_STALE, "m", "a", T0 + 500));

        JsonNode m = model("m");
        assertThat(m.at("/open/seen").asInt()).isEqualTo(1);
        assertThat(m.at("/open/refused").asInt()).isEqualTo(1);
        assertThat(m.at("/open/afterVersion").asLong()).isEqualTo(1);
        assertThat(m.get("newestUpdate").asLong()).isEqualTo(T0 + 3_001);
        assertThat(m.get("lagMs").asLong()).isEqualTo(1);
    }

    @Test
    void open_ofAVersionWhoseLineageIsLongAgo_comesAfterThatVersion() {
        register("m");
        send("m", "a", T0 + 1_000);
        send("m", "a", T0 + 3_000);
        for (long version : new long[] {7, 6}) {
            take(
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

        JsonNode m = model("m");
        assertThat(m.get("newest").asInt()).isEqualTo(7);
        assertThat(m.get("newestEventTime").asLong()).isEqualTo(T0 + 2_100);
        assertThat(m.at("/open/seen").asInt()).isEqualTo(1);
        assertThat(m.at("/versions/shown").asInt()).isZero();
        take(Topic.LINEAGE, lineage("m", 8, T0 + 3_000, contribution("a", 0, 0, 1)));
        assertThat(model("m").get("newest").asInt()).isEqualTo(8);
        assertThat(model("m").at("/open/seen").asInt()).isZero();
    }

    @Test
    void open_settingsThatAreDue_giveTheBufferSize() {
        register("m");
        for (int number = 1; number <= 2; number++) {
            ModelSettings change =
                    new ModelSettings(
                            "m", number, 10L * number, TestModels.settings(5 * number).build());
            state.take(
                    Topic.CONTROL, bytes("m/settings/" + number), RecordCodec.encode(change), T0);
        }
        assertThat(model("m").at("/open/bufferSize").asInt()).isEqualTo(BUFFER);
        take(Topic.LINEAGE, lineage("m", 15, T0));
        assertThat(model("m").at("/open/bufferSize").asInt()).isEqualTo(5);
    }

    @Test
    void updates_ofNoRegisteredModelOrFromTheFuture_changeNoModel() {
        register("m");
        send("nobody's", "a", T0);
        send("m", "a", NOW + conf.maxClockSkew().toMillis() + 1);

        assertThat(state.json().get("models")).hasSize(1);
        assertThat(state.json().get("updatesOfOtherModels").asInt()).isEqualTo(1);
        assertThat(state.json().get("updatesAheadOfTheClock").asInt()).isEqualTo(1);
        assertThat(model("m").at("/open/seen").asInt()).isZero();
        assertThat(model("m").has("newestUpdate")).isFalse();
    }

    @Test
    void devices_byTheTimeBetweenTheirUpdates() {
        register("m");
        for (int i = 0; i < 5; i++) {
            send("m", "fast", T0 + 300L * i);
            send("m", "slow", T0 + 3_000L * i);
        }
        send("m", "once", T0);
        take(Topic.LINEAGE, lineage("m", 1, T0 + 100, contribution("slow", 0, 2, 0.5)));

        JsonNode classes = model("m").at("/devices/classes");
        assertThat(classes).hasSize(3);
        assertThat(classes.at("/0/class").asText()).isEqualTo("under 0.5 s");
        assertThat(classes.at("/0/updates").asInt()).isEqualTo(5);
        assertThat(classes.at("/1/class").asText()).isEqualTo("2 to 5 s");
        assertThat(classes.at("/1/admitted").asInt()).isEqualTo(1);
        assertThat(classes.at("/1/meanStaleness").asDouble()).isEqualTo(2);
        assertThat(classes.at("/1/meanWeight").asDouble()).isEqualTo(0.5);
        assertThat(classes.at("/2/class").asText()).isEqualTo("not known yet");
    }

    @Test
    void rate_isOfTheWholeSecondsBefore() {
        register("m");
        for (int i = 0; i < 40; i++) {
            send("m", "a", NOW - 4_000 + 100L * i);
        }
        send("m", "a", NOW - 60_000);
        assertThat(model("m").get("updatesPerSecond").asDouble()).isEqualTo(10);
    }

    @Test
    void refusals_byReasonWithItsMeaning_andOfNoModelApart() {
        register("m");
        take(Topic.REJECTED, rejection(RejectionReason.DUPLICATE, "m", "a", T0));
        take(Topic.REJECTED, rejection(RejectionReason.TOO_STALE, "m", "a", T0));
        take(Topic.REJECTED, rejection(RejectionReason.TOO_STALE, "m", "b", T0));
        take(Topic.REJECTED, rejection(RejectionReason.MALFORMED, null, "a", T0));
        take(Topic.REJECTED, rejection(RejectionReason.UNKNOWN_MODEL, "n", "a", T0));

        JsonNode m = model("m");
        assertThat(m.get("refused").asInt()).isEqualTo(3);
        assertThat(m.at("/refusals/0/reason").asText()).isEqualTo("TOO_STALE");
        assertThat(m.at("/refusals/0/records").asInt()).isEqualTo(2);
        assertThat(m.at("/refusals/0/meaning").asText()).contains("maxStaleness");
        assertThat(m.at("/refusals/0/lastDetail").asText()).isEqualTo("because of TOO_STALE");
        assertThat(state.json().get("otherRefusals")).hasSize(2);
    }

    @Test
    void plans_ofTheNewestSet_withTheirMemoryAndWhoHasIt() {
        register("m");
        Network network = NetworkJson.read(ARCHITECTURE);
        int all = network.parameterCount();
        long full =
                new MemoryModel(network, conf.selection().setup())
                        .profile(NetworkPlan.full(network))
                        .peakBytes();
        take(Topic.MODELS, plan("m", 1, 1, 0, new IndexRange(0, all), ARCHITECTURE));
        take(Topic.MODELS, plan("m", 2, 2, 0, new IndexRange(36, all), ARCHITECTURE));
        take(Topic.MODELS, plan("m", 3, 2, 1, new IndexRange(0, all), ARCHITECTURE));
        for (long budget : new long[] {full - 1, full, full + 1}) {
            String device = "device-" + budget;
            state.take(
                    Topic.DEVICES,
                    bytes(device),
                    RecordCodec.encode(profile(device, budget, "m")),
                    T0);
        }
        state.take(
                Topic.DEVICES, bytes("other"), RecordCodec.encode(profile("other", full, "n")), T0);

        JsonNode plans = model("m").get("plans");
        assertThat(plans).hasSize(2);
        assertThat(plans.at("/0/planId").asInt()).isEqualTo(2);
        assertThat(plans.at("/0/parameters").asInt()).isEqualTo(all - 36);
        assertThat(plans.at("/1/tier").asInt()).isEqualTo(1);
        assertThat(plans.at("/1/peakBytes").asLong()).isEqualTo(full);
        assertThat(plans.at("/1/devicesThatFit").asInt()).isEqualTo(2);
        assertThat(model("m").at("/profiles/devices").asInt()).isEqualTo(3);
        assertThat(model("m").at("/profiles/weakestBytes").asLong()).isEqualTo(full - 1);
        assertThat(model("m").at("/profiles/medianBytes").asLong()).isEqualTo(full);
    }

    @Test
    void plans_thatWouldTakeAllMemory_areUnreadable() {
        take(Topic.MODELS, plan("m", 1, 1, 0, new IndexRange(0, Integer.MAX_VALUE), ARCHITECTURE));
        take(Topic.MODELS, plan("m", 2, 2, 0, new IndexRange(-5, 2), ARCHITECTURE));
        assertThat(unreadable(Topic.MODELS)).isEqualTo(2);
        assertThat(row(Topic.MODELS).get("lastUnreadable").asText())
                .as("refused before memory is taken")
                .isEqualTo("plan 2 trains [-5, 2) of 46 parameters");
    }

    @Test
    void generations_newerOneTakesThePlace_olderOneIsPassedOver() {
        register("m");
        take(Topic.LINEAGE, lineage("m", 0, 7, T0, contribution("a", 0, 0, 1)));
        state.take(Topic.CONTROL, bytes("m/head"), null, T0);
        assertThat(model("m").get("removed").asBoolean()).isTrue();

        register("m");
        take(Topic.LINEAGE, lineage("m", 1, 1, T0, contribution("a", 0, 0, 1)));
        take(Topic.LINEAGE, lineage("m", 0, 8, T0, contribution("a", 0, 0, 1)));

        JsonNode m = model("m");
        assertThat(m.get("removed").asBoolean()).isFalse();
        assertThat(m.get("generation").asInt()).isEqualTo(1);
        assertThat(m.get("newest").asInt()).isEqualTo(1);
        assertThat(m.get("parameters").asInt()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void take_hostileBytes_areCountedAndAllElseGoesOn(Topic topic) {
        register("m");
        Random random = new Random(1);
        int hostile = 200;
        byte[] good = RecordCodec.encode(lineage("m", 1, T0, contribution("a", 0, 0, 1)));
        for (int i = 0; i < hostile; i++) {
            byte[] bytes = good.clone();
            for (int flips = 0; flips <= i % 5; flips++) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            }
            state.take(topic, bytes("m/head"), i % 2 == 0 ? bytes : new byte[i], T0);
        }
        assertThat(unreadable(topic)).isBetween(hostile / 2, hostile);
        assertThat(row(topic).get("lastUnreadable").asText()).isNotBlank();
        send("m", "a", T0 + 50_000);
        assertThat(model("m").get("newestUpdate").asLong()).isEqualTo(T0 + 50_000);
    }

    @Test
    void take_recordOfAnotherTopic_isUnreadableThere() {
        register("m");
        take(Topic.UPDATES, lineage("m", 9, T0));
        assertThat(unreadable(Topic.UPDATES)).isEqualTo(1);
        assertThat(model("m").get("newest").asInt()).isZero();
    }

    @Test
    void take_flood_keepsABoundedStateAndSaysSo() {
        String padding = "x".repeat(200);
        for (int m = 0; m < 50; m++) {
            register("model-" + m);
        }
        register("m");
        for (int d = 0; d < 15_000; d++) {
            String device = "device-" + d + padding;
            send("m", device, T0 + 1_000 + d);
            send("made-up-" + d, device, T0);
            take(Topic.REJECTED, rejection(RejectionReason.UNKNOWN_MODEL, "x" + d, device, T0));
            state.take(
                    Topic.DEVICES, bytes(device), RecordCodec.encode(profile(device, d, "m")), T0);
        }
        for (int i = 0; i < 5_000; i++) {
            send("m", "flooder", T0 + 20_000 + i);
        }

        JsonNode all = state.json();
        assertThat(all.get("models")).hasSize(LiveState.MOST_MODELS);
        assertThat(all.get("modelsLetGo").asInt()).isEqualTo(51 - LiveState.MOST_MODELS);
        assertThat(all.get("updatesOfOtherModels").asInt()).isEqualTo(15_000);
        assertThat(all.get("profilesLetGo").asInt()).isEqualTo(15_000 - Profiles.MOST);
        JsonNode m = model("m");
        assertThat(m.at("/devices/seen").asInt()).isEqualTo(Devices.MOST);
        assertThat(m.at("/devices/letGo").asInt()).isEqualTo(15_001 - Devices.MOST);
        assertThat(m.at("/open/seen").asInt()).isLessThanOrEqualTo(OpenBuffer.MOST);
        assertThat(m.at("/open/atLeast").asBoolean()).isTrue();
        take(Topic.LINEAGE, lineage("m", 1, T0 + 24_998, contribution("flooder", 0, 0, 1)));
        assertThat(model("m").at("/open/seen").asInt()).isEqualTo(1);
        assertThat(model("m").at("/open/atLeast").asBoolean()).isFalse();
        assertThat(all.toString().length()).isLessThan(100_000);
    }

    @Test
    void take_longIdsAndDetails_areCut() {
        String id = "<img src=x onerror=alert(1)>".repeat(10);
        take(Topic.LINEAGE, lineage(id, 1, T0));
        Rejection refused =
                Rejection.newBuilder(rejection(RejectionReason.LATE, id, "a", T0))
                        .setDetail("long ".repeat(1_000))
                        .build();
        take(Topic.REJECTED, refused);

        JsonNode m = state.json().at("/models/0");
        assertThat(m.get("id").asText()).hasSize(Texts.ID).endsWith("…");
        assertThat(m.get("refused").asInt()).isEqualTo(1);
        assertThat(m.at("/refusals/0/lastDetail").asText()).hasSize(Texts.LINE);
    }

    @Test
    void modelId_given_showsNothingElse() {
        state = state(Optional.of("m"));
        register("m");
        register("n");
        send("n", "a", T0);
        take(Topic.REJECTED, rejection(RejectionReason.LATE, "n", "a", T0));

        assertThat(state.json().get("models")).hasSize(1);
        assertThat(state.json().get("modelId").asText()).isEqualTo("m");
        assertThat(state.json().get("updatesOfOtherModels").asInt()).isZero();
        assertThat(state.json().get("otherRefusals")).isEmpty();
    }

    @Test
    void measured_standsBesideItsVersion() {
        register("m");
        state.measured("m", 2, 0.75, OptionalDouble.of(0.5), 0.9);
        take(Topic.LINEAGE, lineage("m", 1, T0));
        take(Topic.LINEAGE, lineage("m", 2, T0));

        JsonNode m = model("m");
        assertThat(m.at("/versions/accuracy").toString()).isEqualTo("[null,0.75]");
        assertThat(m.at("/versions/tenthPercentile").toString()).isEqualTo("[null,0.5]");
        assertThat(m.get("target").asDouble()).isEqualTo(0.9);
    }

    @Test
    void ticks_areASignOfAJob() {
        state.take(Topic.UPDATES, NONE, RecordCodec.encode(new Tick(100L)), T0 + 5);
        assertThat(state.json().get("lastTick").asLong()).isEqualTo(T0 + 5);
    }

    @Test
    void phase_andProgress_areTold() {
        state.phase(LiveState.Phase.AWAY, "No broker");
        state.behind(Topic.LINEAGE, 12);
        assertThat(state.json().get("phase").asText()).isEqualTo("AWAY");
        assertThat(state.json().get("problem").asText()).isEqualTo("No broker");
        assertThat(row(Topic.LINEAGE).get("behind").asLong()).isEqualTo(12);
        register("m");
        state.begin();
        assertThat(state.json().get("models")).isEmpty();
        assertThat(state.json().get("phase").asText()).isEqualTo("READING");
    }

    private JsonNode row(Topic topic) {
        return state.json().get("topics").get(topic.ordinal());
    }

    private int unreadable(Topic topic) {
        return row(topic).get("unreadable").asInt();
    }
}
