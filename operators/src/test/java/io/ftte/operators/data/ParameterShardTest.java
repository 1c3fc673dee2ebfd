package io.ftte.operators.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.encoding.ModelDigest;
import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.ShardHashes;
import io.ftte.operators.stream.ShardKey;
import io.ftte.operators.stream.SlicePart;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Plan;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import io.ftte.schemas.wire.WireException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shard 1 of a model of 1,030 parameters: six of them, of which plans 1 and 2 train four. */
class ParameterShardTest {
    private static final ShardKey KEY = new ShardKey("m", 0, 1);
    private static final int FROM = 1024;

    private KeyedTwoInputStreamOperatorTestHarness<ShardKey, ShardCommand, SlicePart, OutputRecord>
            shards;

    @BeforeEach
    void open() throws Exception {
        shards = Harnesses.opened(Harnesses.shards());
    }

    @AfterEach
    void close() throws Exception {
        shards.close();
    }

    private void init(Double averagingDecay) throws Exception {
        ModelDefinition model =
                TestModels.model(
                        "m",
                        FROM + 6,
                        TestModels.settings(2).setAveragingDecay(averagingDecay).build(),
                        1,
                        TestModels.plan(1, 0, 1027),
                        TestModels.plan(2, 1025, 1028));
        shards.processElement1(
                ShardCommand.init(
                        KEY,
                        5,
                        RecordCodec.encode(model.head()),
                        TestModels.SIZES,
                        Tensors.encode(TensorEncoding.F32, new float[] {1, 2, 3, 4, 5, 6}, 0, 6)),
                0);
    }

    private void step(long version, int parts, int[] planIds, double... divisors) throws Exception {
        shards.processElement1(
                ShardCommand.step(
                        KEY, version, 10 * version, planIds, divisors, parts, new byte[0]),
                0);
    }

    private void part(long version, int plan, int slice, int[] segments, float... values)
            throws Exception {
        shards.processElement2(SlicePart.sum(KEY, version, plan, slice, segments, values), 0);
    }

    private List<ModelShard> published() throws WireException {
        List<ModelShard> published = new ArrayList<>();
        for (OutputRecord record : shards.extractOutputValues()) {
            published.add(RecordCodec.decode(record.value(), ModelShard.class));
        }
        return published;
    }

    private static float[] values(ModelShard shard) {
        float[] values = new float[shard.getValues().remaining() / Float.BYTES];
        shard.getValues().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private List<ShardHashes> hashes() {
        return shards.getSideOutput(ParameterShard.HASHES).stream()
                .map(StreamRecord::getValue)
                .toList();
    }

    @Test
    void init_publishesTheSnapshotAndReportsItsLeaves() throws Exception {
        init(null);
        assertThat(published()).hasSize(1);
        assertThat(published().get(0).getKind()).isEqualTo(ShardKind.SNAPSHOT);
        assertThat(values(published().get(0))).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(hashes().get(0).leaves())
                .isEqualTo(ModelDigest.leafHashes(new float[] {1, 2, 3, 4, 5, 6}, 0, 6));
    }

    @Test
    void step_partsFirstOrCommandFirst_sameVersions() throws Exception {
        init(null);
        part(2, 1, 1, new int[] {1024, 1}, 100);
        step(2, 1, new int[] {1}, 1);
        part(1, 1, 1, new int[] {1024, 3}, 2, 2, 2);
        assertThat(published()).as("nothing before the first version's command").hasSize(1);
        step(1, 1, new int[] {1}, 2);

        assertThat(published()).hasSize(3);
        assertThat(values(published().get(1))).as("only trainable").containsExactly(2, 3, 4, 4);
        assertThat(published().get(1).getVersion()).isEqualTo(1);
        assertThat(published().get(1).getEventTime()).isEqualTo(10);
        assertThat(values(published().get(2))).containsExactly(102, 3, 4, 4);
        assertThat(shards.numKeyedStateEntries()).as("only the shard itself").isEqualTo(1);
    }

    @Test
    void step_twoPlansInAnyArrivalOrder_addedInAscendingId() throws Exception {
        init(null);
        step(1, 3, new int[] {1, 2}, 1, 3);
        part(1, 2, 0, new int[] {1025, 3}, 1, -1e8f, 3);
        part(1, 1, 2, new int[] {1026, 1}, 1e8f);
        assertThat(published()).hasSize(1);
        part(1, 1, 1, new int[] {1024, 2}, 8, 1);

        // 1 + 8/1, 2 + (1+1)/4, 3 + (1e8−1e8)/4, 4 + 3/3
        assertThat(values(published().get(1))).containsExactly(9, 2.5f, 3, 5);
    }

    @Test
    void step_noPartForThisShard_publishesItUnchanged() throws Exception {
        init(null);
        step(1, 0, new int[] {1}, 1);
        assertThat(values(published().get(1))).containsExactly(1, 2, 3, 4);
        assertThat(hashes()).hasSize(2);
    }

    @Test
    void step_averaging_publishesTheAverageBeside() throws Exception {
        init(0.75);
        step(1, 1, new int[] {1}, 1);
        part(1, 1, 1, new int[] {1024, 1}, 4);

        assertThat(published()).hasSize(3);
        assertThat(published().get(2).getKind()).isEqualTo(ShardKind.AVERAGE);
        assertThat(values(published().get(1))).containsExactly(5, 2, 3, 4);
        assertThat(values(published().get(2))).containsExactly(2, 2, 3, 4);
        assertThat(hashes().get(1).averagedLeaves())
                .isEqualTo(ModelDigest.leafHashes(new float[] {2, 2, 3, 4, 5, 6}, 0, 6));
    }

    /** Layer 0 ends at 1,026, layer 1 begins there; −0 is what nobody moves. */
    @Test
    void step_ofLayers_addsTheirPartsAndKeepsTheRest() throws Exception {
        initOfLayers();
        step(1, 2, new int[] {1}, 1);
        shards.processElement2(
                SlicePart.step(KEY, 1, 1, 1026, new float[] {-0.0f, 8, Float.MAX_VALUE}, 0), 0);
        assertThat(published()).hasSize(1);
        shards.processElement2(SlicePart.step(KEY, 1, 0, 1024, new float[] {0.5f, 1}, 3), 0);

        float[] values = values(published().get(1));
        assertThat(values).containsExactly(1.5f, 3, -0.0f, 12, Float.MAX_VALUE, -0.0f);
        assertThat(Float.floatToRawIntBits(values[2])).isEqualTo(1 << 31);
        assertThat(Float.floatToRawIntBits(values[5])).isEqualTo(1 << 31);
        assertThat(hashes().get(1).nonFinite()).as("three means, one sum").isEqualTo(4);
        assertThat(values(published().get(2))).as("average").startsWith(1.125f, 2.25f);
    }

    private void initOfLayers() throws Exception {
        AggregationSettings settings = TestModels.spectral(2).setAveragingDecay(0.75).build();
        ModelDefinition model =
                ModelDefinition.of(
                        "m",
                        TestModels.START,
                        List.of(new Tensor("w", List.of(2, 513)), new Tensor("b", List.of(4))),
                        List.of(
                                new Plan(
                                        1,
                                        List.of(
                                                new TensorRange("w", 0, 1_026),
                                                new TensorRange("b", 0, 4)),
                                        null)),
                        settings,
                        new float[FROM + 6],
                        Optional.empty());
        float[] parameters = {1, 2, -0.0f, 4, Float.MAX_VALUE, -0.0f};
        shards.processElement1(
                ShardCommand.init(
                        KEY,
                        5,
                        RecordCodec.encode(model.head()),
                        TestModels.SIZES,
                        Tensors.encode(TensorEncoding.F32, parameters, 0, 6)),
                0);
    }

    @Test
    void remove_beforeTheLastVersionIsMade_waitsForIt() throws Exception {
        init(null);
        step(1, 1, new int[] {1}, 1);
        shards.processElement1(ShardCommand.remove(KEY, 1), 0);
        assertThat(published()).hasSize(1);
        part(1, 1, 1, new int[] {1024, 1}, 4);

        List<OutputRecord> records = shards.extractOutputValues();
        assertThat(records)
                .as("a tombstone for each kind but OTHER")
                .hasSize(2 + ShardKind.values().length - 1);
        assertThat(records.subList(2, records.size())).allMatch(r -> r.value().length == 0);
        assertThat(
                        Arrays.asList(
                                new String(records.get(2).key()), new String(records.get(3).key())))
                .allMatch(key -> key.startsWith("m/0/"));
        assertThat(shards.numKeyedStateEntries()).isZero();
    }
}
