package io.ftte.operators.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ftte.encoding.ModelDigest;
import io.ftte.operators.fixtures.HarnessPipeline;
import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.Outcome;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model's plan changes while it trains: through the whole graph, to the last parameter. */
class PlanChangeTest {
    private static final int PARAMETERS = 3100;
    private static final int BUFFER = 2;

    /** Both touch shard 1; only the first touches shard 0, only the second shard 2. */
    private static final int[] FIRST = {10, 1500};

    private static final int[] SECOND = {1400, 1600, 2500, 2600};

    private HarnessPipeline pipeline;
    private long sent;

    @BeforeEach
    void open() throws Exception {
        pipeline = new HarnessPipeline(1);
    }

    @AfterEach
    void close() throws Exception {
        pipeline.close();
    }

    private void register(boolean averaging) throws Exception {
        ModelDefinition model =
                TestModels.model(
                        "m",
                        PARAMETERS,
                        TestModels.settings(BUFFER)
                                .setAveragingDecay(averaging ? 0.5 : null)
                                .build(),
                        1,
                        TestModels.plan(1, FIRST));
        for (var message : TestModels.registration(model)) {
            pipeline.accept(message);
        }
    }

    private void send(int count, int plan) throws Exception {
        int length = plan == 1 ? 1490 : 300;
        for (int i = 0; i < count; i++) {
            pipeline.accept(
                    TestModels.raw(
                            0,
                            sent,
                            // Beyond the out-of-orderness: each decides the one before.
                            TestModels.START + 1000 * sent,
                            TestModels.update(
                                    "m",
                                    "d",
                                    sent,
                                    0,
                                    plan,
                                    length,
                                    0,
                                    length,
                                    TensorEncoding.F32,
                                    TestModels.numbers(length, sent))));
            sent++;
        }
        pipeline.deliver(edge -> false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void newPlan_inMidBuffer_allUpdatesCountAndEveryVersionCanBeAssembled(boolean averaging)
            throws Exception {
        register(averaging);
        send(4, 1);
        pipeline.accept(TestModels.newPlan("m", 2, 0, SECOND));
        for (int i = 1; i < Harnesses.PLAN_GRACE; i++) {
            send(1, 1);
            send(1, 2);
        }
        send(8, 2);
        Outcome outcome = pipeline.finish();

        assertThat(outcome.rejections()).isEmpty();
        assertThat(outcome.left().values()).containsOnly(0L);
        List<VersionLineage> lineage = decode(outcome.lineage().values(), VersionLineage.class);
        assertThat(lineage).hasSize((int) sent / BUFFER);
        assertThat(lineage.stream().flatMap(v -> v.getContributions().stream()))
                .extracting(c -> c.getSequence())
                .doesNotHaveDuplicates()
                .hasSize((int) sent);
        List<ModelShard> shards = decode(outcome.models().values(), ModelShard.class);
        assertDigests(ShardKind.MODEL, shards, lineage);
        if (averaging) {
            assertDigests(ShardKind.AVERAGE, shards, lineage);
        }
        assertThat(shards)
                .filteredOn(s -> s.getKind() == ShardKind.SNAPSHOT && s.getShard() == 0)
                .extracting(ModelShard::getVersion)
                .as("registration, change, retirement")
                .containsExactly(0L, 1L, 1L + Harnesses.PLAN_GRACE);
        assertThat(outcome.models().get("m/0/plan/1")).hasSize(2).endsWith("");
        assertThat(outcome.models().get("m/0/plan/2")).hasSize(1).doesNotContain("");
        assertThat(planIds(shards, 1)).containsExactly(1);
        assertThat(planIds(shards, 2)).containsExactly(1, 2);
        assertThat(planIds(shards, lineage.size())).containsExactly(2);
        assertThat(decode(outcome.models().values(), TrainablePlan.class))
                .extracting(TrainablePlan::getPlanId, TrainablePlan::getSinceVersion)
                .containsExactlyInAnyOrder(tuple(1, 0L), tuple(2, 1L));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void republish_inMidBuffer_whoReadsFromThereHasPlansAndEveryVersion(boolean averaging)
            throws Exception {
        Outcome undisturbed = twoPlansInMidBuffer(averaging, false);
        close();
        open();
        sent = 0;
        Outcome republished = twoPlansInMidBuffer(averaging, true);

        assertThat(republished.rejections()).isEmpty();
        assertThat(republished.lineage()).as("nothing else").isEqualTo(undisturbed.lineage());
        List<String> rest = new ArrayList<>();
        republished.models().forEach((key, values) -> rest.addAll(values));
        undisturbed.models().values().forEach(values -> values.forEach(rest::remove));
        List<ModelShard> shards = decode(List.of(rest), ModelShard.class);
        List<VersionLineage> later =
                decode(republished.lineage().values(), VersionLineage.class).stream()
                        .filter(version -> version.getVersion() > 2)
                        .toList();
        assertThat(later).hasSize(2);
        assertDigests(ShardKind.MODEL, shards, later);
        if (averaging) {
            assertDigests(ShardKind.AVERAGE, shards, later);
        }
        assertThat(shards)
                .filteredOn(shard -> shard.getKind() == ShardKind.SNAPSHOT)
                .extracting(ModelShard::getVersion)
                .as("of every shard, those too that train nothing")
                .containsExactly(2L, 2L, 2L, 2L);
        assertThat(decode(republished.models().values(), TrainablePlan.class))
                .extracting(TrainablePlan::getPlanId, TrainablePlan::getSinceVersion)
                .as("both plans twice")
                .containsExactlyInAnyOrder(tuple(1, 0L), tuple(2, 1L), tuple(1, 0L), tuple(2, 1L));
    }

    /** Versions 1 to 4; the republication falls into the buffer of the third. */
    private Outcome twoPlansInMidBuffer(boolean averaging, boolean republish) throws Exception {
        register(averaging);
        send(BUFFER + 1, 1);
        pipeline.accept(TestModels.newPlan("m", 2, 0, SECOND));
        send(BUFFER + 1, 2);
        if (republish) {
            pipeline.accept(TestModels.republish("m"));
        }
        send(BUFFER, 2);
        return pipeline.finish();
    }

    @Test
    void oldPlan_afterItsGrace_isUnknown() throws Exception {
        register(false);
        pipeline.accept(TestModels.newPlan("m", 2, 0, SECOND));
        send(BUFFER * Harnesses.PLAN_GRACE, 2);
        send(1, 1);
        send(1, 2);

        assertThat(rejections(pipeline.finish())).containsExactly(RejectionReason.UNKNOWN_PLAN);
    }

    @Test
    void newPlan_ofALaterVersion_isUnknownUntilThen() throws Exception {
        register(false);
        pipeline.accept(TestModels.newPlan("m", 2, 2, SECOND));
        send(1, 2);
        send(4, 1);
        send(2, 2);
        Outcome outcome = pipeline.finish();

        assertThat(rejections(outcome)).containsExactly(RejectionReason.UNKNOWN_PLAN);
        assertThat(outcome.lineage().get("m")).hasSize(3);
        assertThat(decode(outcome.models().values(), TrainablePlan.class))
                .extracting(TrainablePlan::getSinceVersion)
                .containsExactlyInAnyOrder(0L, 2L);
    }

    private static List<RejectionReason> rejections(Outcome outcome) throws WireException {
        return decode(List.of(outcome.rejections()), Rejection.class).stream()
                .map(Rejection::getReason)
                .toList();
    }

    private static List<Integer> planIds(List<ModelShard> shards, long version) {
        return shards.stream()
                .filter(s -> s.getKind() == ShardKind.MODEL && s.getVersion() == version)
                .findFirst()
                .orElseThrow()
                .getPlanIds();
    }

    /** Each version from its snapshot and its shards alone, as a device that starts there. */
    private static void assertDigests(
            ShardKind kind, List<ModelShard> shards, List<VersionLineage> lineage) {
        Map<Long, ByteBuffer> digests = new TreeMap<>();
        for (VersionLineage version : lineage) {
            List<ModelShard> own =
                    shards.stream()
                            .filter(s -> s.getKind() == kind)
                            .filter(s -> s.getVersion() == version.getVersion())
                            .toList();
            assertThat(own).hasSize(own.get(0).getShards());
            float[] parameters = new float[PARAMETERS];
            shards.stream()
                    .filter(s -> s.getKind() == ShardKind.SNAPSHOT)
                    .filter(s -> s.getVersion() == own.get(0).getSnapshotVersion())
                    .forEach(s -> write(s, parameters));
            own.forEach(s -> write(s, parameters));
            digests.put(version.getVersion(), ByteBuffer.wrap(ModelDigest.of(parameters)));
        }
        assertThat(lineage)
                .allSatisfy(
                        version ->
                                assertThat(digests.get(version.getVersion()))
                                        .as("%s %d", kind, version.getVersion())
                                        .isEqualTo(
                                                kind == ShardKind.MODEL
                                                        ? version.getDigest()
                                                        : version.getAverageDigest()));
    }

    private static void write(ModelShard shard, float[] parameters) {
        ByteBuffer values = shard.getValues().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        for (IndexRange range : shard.getRanges()) {
            for (int i = range.getFrom(); i < range.getTo(); i++) {
                parameters[i] = values.getFloat();
            }
        }
    }

    private static <T extends SpecificRecord> List<T> decode(
            Collection<List<String>> texts, Class<T> type) throws WireException {
        List<T> records = new ArrayList<>();
        for (List<String> list : texts) {
            for (String text : list) {
                if (text.isEmpty()) {
                    continue; // A tombstone.
                }
                SpecificRecord record =
                        RecordCodec.decode(text.getBytes(StandardCharsets.ISO_8859_1));
                if (type.isInstance(record)) {
                    records.add(type.cast(record));
                }
            }
        }
        return records;
    }
}
