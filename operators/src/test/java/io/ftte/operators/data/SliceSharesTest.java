package io.ftte.operators.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.privacy.NoiseName;
import io.ftte.aggregation.privacy.PartyNoise;
import io.ftte.aggregation.privacy.PartyNoise.Party;
import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.TestKeys;
import io.ftte.operators.stream.JoinKey;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.SliceKey;
import io.ftte.operators.stream.SlicePart;
import io.ftte.schemas.TensorEncoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A slice whose sum is two parties'. */
class SliceSharesTest {
    private static final SliceKey KEY = new SliceKey("m", 1, 0);
    private static final int GENERATION = 5;
    private static final int LENGTH = 2;
    private static final int[] SEGMENTS = {0, 0, 2};
    private static final float UNIT = 0.5f;

    private KeyedTwoInputStreamOperatorTestHarness<SliceKey, Piece, SliceCommand, SlicePart> slices;

    @BeforeEach
    void open() throws Exception {
        slices = Harnesses.opened(Harnesses.slices(Optional.empty(), false));
    }

    @AfterEach
    void close() throws Exception {
        slices.close();
    }

    private void numbers(long joinKey, int... numbers) throws Exception {
        ByteBuffer bytes =
                ByteBuffer.allocate(numbers.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(numbers);
        slices.processElement1(
                new Piece(KEY, joinKey, 0, numbers.length, TensorEncoding.F32, 0, bytes.array()),
                0);
    }

    private void sum(long version, int... numbers) throws Exception {
        numbers(JoinKey.ofSum(GENERATION, version), numbers);
    }

    private void admit(long number, long joinKey, int weight) throws Exception {
        slices.processElement2(SliceCommand.admitShare(KEY, number, joinKey, weight, LENGTH), 0);
    }

    private void close(long number, long version) throws Exception {
        slices.processElement2(
                SliceCommand.combine(KEY, number, UNIT, LENGTH, GENERATION, version), 0);
        slices.processElement2(
                SliceCommand.close(KEY, number + 1, GENERATION, version, 1024, SEGMENTS), 0);
    }

    private List<SlicePart> parts() {
        return slices.extractOutputValues();
    }

    @Test
    void sharesThatWrapAround_withTheOthersSum_areTheUpdates() throws Exception {
        numbers(7, Integer.MAX_VALUE, -3);
        admit(0, 7, 64);
        numbers(8, 11, Integer.MIN_VALUE);
        admit(1, 8, 32);
        close(2, 9);
        assertThat(parts()).as("waits for the other party").isEmpty();
        int first = 64 * Integer.MAX_VALUE + 32 * 11;
        int second = -3 * 64 + 32 * Integer.MIN_VALUE;
        sum(9, 640 - first, -64 - second);
        assertThat(parts())
                .singleElement()
                .satisfies(
                        part -> {
                            assertThat(part.version()).isEqualTo(9);
                            assertThat(part.values()).containsExactly(5f, -0.5f);
                        });
    }

    /** This party's half of the noise is in the sum before anything of that can be read. */
    @Test
    void noise_ofAPrivateModel_isTheLeadersAndComesFirst() throws Exception {
        numbers(7, 100, 200);
        admit(0, 7, 1);
        byte[] nonce = {3, 1, 4};
        slices.processElement2(
                SliceCommand.noiseShare(
                        KEY, 1, 30, LENGTH, GENERATION, 9, nonce, TestKeys.KEY.id()),
                0);
        close(2, 9);
        sum(9, 0, 0);
        int[] expected = {100, 200};
        NoiseName name = new NoiseName("m", GENERATION, 9, 1, nonce);
        new PartyNoise(Party.LEADER, TestKeys.KEY, name, 30).addTo(expected, 0);
        assertThat(parts().get(0).values())
                .containsExactly(
                        (float) (expected[0] * 0.5 / 64), (float) (expected[1] * 0.5 / 64));
    }

    @Test
    void nextBuffer_whileTheOthersSumIsAway_waitsInItsOrder() throws Exception {
        numbers(7, 64, 0);
        admit(0, 7, 1);
        close(1, 1);
        numbers(8, 0, 64);
        admit(3, 8, 1);
        close(4, 2);
        sum(2, 0, 0);
        assertThat(parts()).isEmpty();
        OperatorSubtaskState state = slices.snapshot(1, 1);
        slices.close();
        slices = Harnesses.slices(Optional.empty(), false).create(1, 0);
        slices.initializeState(state);
        slices.open();
        sum(1, 0, 0);
        assertThat(parts()).extracting(SlicePart::version).containsExactly(1L, 2L);
        assertThat(parts().get(0).values()).containsExactly(0.5f, 0);
        assertThat(parts().get(1).values()).containsExactly(0, 0.5f);
    }

    @Test
    void sum_twice_countsOnceAndLeavesNothing() throws Exception {
        numbers(7, 64, 0);
        admit(0, 7, 1);
        close(1, 1);
        sum(1, 0, 64);
        int entries = Harnesses.keyedStateEntries(slices);
        sum(1, 0, 64);
        assertThat(Harnesses.keyedStateEntries(slices)).isEqualTo(entries);
        assertThat(parts()).hasSize(1);
    }

    @Test
    void sum_ofAnotherLength_isNotTaken() throws Exception {
        numbers(7, 64, 0);
        admit(0, 7, 1);
        close(1, 1);
        sum(1, 1, 2, 3);
        assertThat(parts()).isEmpty();
        sum(1, 0, 64);
        assertThat(parts()).hasSize(1);
    }

    @Test
    void reset_whileTheOtherIsSilent_waitsForNobody() throws Exception {
        numbers(7, 64, 0);
        admit(0, 7, 1);
        close(1, 1);
        slices.processElement2(SliceCommand.reset(KEY, 3), 0);
        assertThat(parts().get(0).values()).as("of nobody").containsExactly(0, 0);
        numbers(8, 64, 128);
        admit(4, 8, 1);
        slices.processElement2(SliceCommand.combine(KEY, 5, UNIT, LENGTH, GENERATION + 1, 1), 0);
        slices.processElement2(SliceCommand.close(KEY, 6, GENERATION + 1, 1, 1024, SEGMENTS), 0);
        assertThat(parts()).hasSize(1);
        numbers(JoinKey.ofSum(GENERATION + 1, 1), 0, 0);
        assertThat(parts().get(1).values()).containsExactly(0.5f, 1);
    }
}
