package io.ftte.operators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.aggregation.privacy.NoiseName;
import io.ftte.aggregation.privacy.NoiseStream;
import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.TestKeys;
import io.ftte.operators.stream.LayerKey;
import io.ftte.operators.stream.LayerPart;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.SliceKey;
import io.ftte.operators.stream.SlicePart;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SliceAccumulatorTest {
    private static final SliceKey KEY = new SliceKey("m", 1, 0);
    private static final int LENGTH = 4;
    private static final byte[] NONCE = {3, 1, 4};
    private static final NoiseName NAME = new NoiseName("m", 5, 9, 1, NONCE);

    /** Components 0–1 are parameters 1022–1023, 2 is 1024, 3 is 1030: two shards. */
    private static final int[] SEGMENTS = {0, 1022, 2, 2, 1024, 1, 3, 1030, 1};

    private KeyedTwoInputStreamOperatorTestHarness<SliceKey, Piece, SliceCommand, SlicePart> slices;

    @BeforeEach
    void open() throws Exception {
        slices = Harnesses.opened(Harnesses.slices(Optional.empty(), false));
    }

    @AfterEach
    void close() throws Exception {
        slices.close();
    }

    private void payload(long joinKey, int at, float... values) throws Exception {
        slices.processElement1(
                new Piece(
                        KEY,
                        joinKey,
                        at,
                        values.length,
                        TensorEncoding.F32,
                        0,
                        Tensors.encode(TensorEncoding.F32, values, 0, values.length)),
                0);
    }

    private void admit(long number, long joinKey, float weight) throws Exception {
        slices.processElement2(SliceCommand.admit(KEY, number, joinKey, weight, LENGTH), 0);
    }

    private void drop(long joinKey) throws Exception {
        slices.processElement2(SliceCommand.drop(KEY, joinKey), 0);
    }

    private void close(long number, long version) throws Exception {
        slices.processElement2(SliceCommand.close(KEY, number, 5, version, 1024, SEGMENTS), 0);
    }

    private List<SlicePart> parts() {
        return slices.extractOutputValues();
    }

    @Test
    void close_severalShards_cutsTheSumWhereAShardEnds() throws Exception {
        payload(7, 0, 1, 2, 3, 4);
        admit(0, 7, 0.5f);
        close(1, 9);

        assertThat(parts()).hasSize(2).allMatch(part -> part.version() == 9);
        assertThat(parts().get(0).key().shard()).isZero();
        assertThat(parts().get(0).key().generation()).isEqualTo(5);
        assertThat(parts().get(0).segments()).containsExactly(1022, 2);
        assertThat(parts().get(0).values()).containsExactly(0.5f, 1);
        assertThat(parts().get(1).key().shard()).isEqualTo(1);
        assertThat(parts().get(1).segments()).containsExactly(1024, 1, 1030, 1);
        assertThat(parts().get(1).values()).containsExactly(1.5f, 2);
    }

    /** Components 0–1 are of layer 0, 2 of layer 1, though in the same shard, and 3 as well. */
    @Test
    void closeLayers_severalLayers_cutsTheSumWhereALayerEnds() throws Exception {
        payload(7, 0, 1, 2, 3, 4);
        admit(0, 7, 0.5f);
        int[] quadruples = {0, 0, 10, 1, 0, 1, 13, 1, 1, 2, 14, 1, 1, 3, 1030, 1};
        slices.processElement2(SliceCommand.closeLayers(KEY, 1, 5, 9, quadruples), 0);

        assertThat(parts()).isEmpty();
        List<LayerPart> layers =
                slices.getSideOutput(SliceAccumulator.LAYERS).stream()
                        .map(StreamRecord::getValue)
                        .toList();
        assertThat(layers).hasSize(2).allMatch(part -> part.version() == 9);
        assertThat(layers).extracting(LayerPart::planId).containsOnly(1);
        assertThat(layers.get(0).key()).isEqualTo(new LayerKey("m", 5, 0));
        assertThat(layers.get(0).segments()).containsExactly(10, 1, 13, 1);
        assertThat(layers.get(0).values()).containsExactly(0.5f, 1);
        assertThat(layers.get(1).key()).isEqualTo(new LayerKey("m", 5, 1));
        assertThat(layers.get(1).segments()).containsExactly(14, 1, 1030, 1);
        assertThat(layers.get(1).values()).containsExactly(1.5f, 2);

        payload(8, 0, 2, 2, 2, 2);
        admit(2, 8, 1);
        close(3, 10);
        assertThat(parts().get(0).values()).as("starts from zero").containsExactly(2, 2);
    }

    @Test
    void admit_beforeItsPayload_waitsAndKeepsTheOrder() throws Exception {
        admit(0, 1, 1);
        admit(1, 2, 1);
        admit(2, 3, 1);
        close(3, 1);
        payload(3, 0, 1);
        payload(2, 0, -1e8f);
        assertThat(parts()).isEmpty();
        payload(1, 0, 1e8f);
        assertThat(parts().get(0).values()).as("(1e8 − 1e8) + 1").startsWith(1);
    }

    @Test
    void admit_partOfTheSlice_leavesTheRest() throws Exception {
        payload(1, 1, 5, 6);
        admit(0, 1, 1);
        close(1, 1);
        assertThat(parts().get(0).values()).containsExactly(0, 5);
        assertThat(parts().get(1).values()).containsExactly(6, 0);
    }

    @Test
    void close_again_startsFromZero() throws Exception {
        payload(1, 0, 1, 1, 1, 1);
        admit(0, 1, 1);
        close(1, 1);
        payload(2, 0, 2, 2, 2, 2);
        admit(2, 2, 1);
        close(3, 2);
        assertThat(parts().get(2).values()).containsExactly(2, 2);
    }

    @Test
    void drop_beforeOrAfterThePayload_leavesNothing() throws Exception {
        drop(1);
        assertThat(slices.numKeyedStateEntries()).isEqualTo(1);
        payload(1, 0, 1);
        payload(2, 0, 1);
        drop(2);
        assertThat(slices.numKeyedStateEntries()).isZero();
        assertThat(parts()).isEmpty();
    }

    @Test
    void reset_queuedBehindAnAdmission_forgetsTheSum() throws Exception {
        payload(1, 0, 1, 1, 1, 1);
        admit(0, 1, 1);
        admit(1, 2, 1);
        slices.processElement2(SliceCommand.reset(KEY, 2), 0);
        payload(2, 0, 1, 1, 1, 1);
        payload(3, 0, 3, 3, 3, 3);
        admit(3, 3, 1);
        close(4, 1);
        assertThat(parts().get(0).values()).containsExactly(3, 3);
    }

    private SliceCommand noise(long number, String keyId) {
        return SliceCommand.noise(KEY, number, 0.25f, LENGTH, 5, 9, NONCE, keyId);
    }

    @Test
    void noise_sumInGridSteps_isAddedToItAndMadeUnits() throws Exception {
        payload(7, 0, 1, 2.4f, 2.6f, -3.5f);
        slices.processElement2(SliceCommand.admitRounded(KEY, 0, 7, 1, LENGTH), 0);
        slices.processElement2(noise(1, TestKeys.KEY.id()), 0);
        close(2, 9);

        float[] expected = {1, 2, 3, -4};
        new NoiseStream(TestKeys.KEY, NAME).addTo(expected, 0);
        assertThat(parts().get(0).values()).containsExactly(expected[0] / 4, expected[1] / 4);
        assertThat(parts().get(1).values()).containsExactly(expected[2] / 4, expected[3] / 4);
    }

    /** The place in the plan's vector decides, not the slice. */
    @Test
    void noise_laterSlice_isThatOfItsPlaceInThePlan() throws Exception {
        SliceKey second = new SliceKey("m", 1, 1);
        slices.processElement2(
                SliceCommand.noise(second, 0, 1, 2, 5, 9, NONCE, TestKeys.KEY.id()), 0);
        slices.processElement2(
                SliceCommand.close(second, 1, 5, 9, 1024, new int[] {0, 1024, 2}), 0);

        float[] whole = new float[1026];
        new NoiseStream(TestKeys.KEY, NAME).addTo(whole, 0);
        assertThat(parts().get(0).values()).containsExactly(whole[1024], whole[1025]);
    }

    @Test
    void noise_snapshotBeforeAndAfterIt_changesNothing() throws Exception {
        payload(7, 0, 1, 2, 3, 4);
        slices.processElement2(SliceCommand.admitRounded(KEY, 0, 7, 3, LENGTH), 0);
        restart();
        slices.processElement2(noise(1, TestKeys.KEY.id()), 0);
        restart();
        close(2, 9);

        float[] expected = {3, 6, 9, 12};
        new NoiseStream(TestKeys.KEY, NAME).addTo(expected, 0);
        assertThat(parts().get(0).values()).containsExactly(expected[0] / 4, expected[1] / 4);
    }

    private void restart() throws Exception {
        OperatorSubtaskState snapshot = slices.snapshot(1, 1);
        slices.close();
        slices = Harnesses.slices(Optional.empty(), false).create(1, 0);
        slices.initializeState(snapshot);
        slices.open();
    }

    @Test
    void noise_withoutAKeyOrWithAnother_failsTheJobInOneLine() throws Exception {
        slices.close();
        slices = Harnesses.opened(Harnesses.slices(Optional.empty(), false, TestKeys.NONE));
        assertThatThrownBy(() -> slices.processElement2(noise(0, TestKeys.KEY.id()), 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "model m is private and this task manager has no key: name its file with"
                            + " privacy-key-file, or set the environment variable FTTE_PRIVACY_KEY,"
                            + " on every task manager");
        slices.close();
        slices = Harnesses.opened(Harnesses.slices(Optional.empty(), false, TestKeys.OTHER));
        assertThatThrownBy(() -> slices.processElement2(noise(0, TestKeys.KEY.id()), 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(TestKeys.OTHER.read().orElseThrow().id())
                .hasMessageContaining(TestKeys.KEY.id())
                .hasMessageContaining("give all of them one key");
    }

    @Test
    void admit_gapOrRepeatInTheNumbers_failsTheJob() throws Exception {
        payload(1, 0, 1);
        admit(0, 1, 1);
        assertThatThrownBy(() -> admit(2, 2, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected command 1 and got 2");
        assertThatThrownBy(() -> admit(0, 1, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void admit_otherSlice_hasItsOwnNumbersAndSum() throws Exception {
        payload(1, 0, 1, 1, 1, 1);
        admit(0, 1, 1);
        slices.processElement2(
                SliceCommand.close(new SliceKey("m", 2, 0), 0, 0, 1, 1024, new int[0]), 0);
        assertThat(parts()).isEmpty();
    }
}
