package io.ftte.operators.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.robust.KeptPart;
import io.ftte.aggregation.robust.RobustRule;
import io.ftte.aggregation.robust.RobustSum;
import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.KeptRecords;
import io.ftte.operators.fixtures.RoutedOutput;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.fixtures.TwoInputStage;
import io.ftte.operators.stream.JoinKey;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.SliceKey;
import io.ftte.operators.stream.SlicePart;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A slice of a model with a robust rule, from its first payload to its sum. */
class KeptPiecesTest {
    private static final SliceKey KEY = new SliceKey("m", 1, 0);
    private static final int LENGTH = 1000;
    private static final double TRIM = 0.3;

    private final KeptRecords topic = new KeptRecords();
    private final List<SlicePart> parts = new ArrayList<>();
    private final List<KeptPart> expected = new ArrayList<>();
    private final TwoInputStage<SliceKey, Piece, SliceCommand, SlicePart> slices = stage();
    private long number;

    private TwoInputStage<SliceKey, Piece, SliceCommand, SlicePart> stage() {
        try {
            return new TwoInputStage<>(
                    Harnesses.slices(Optional.of(topic), true),
                    Piece::key,
                    SliceCommand::key,
                    new RoutedOutput<>(parts::add));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void payload(long offset) throws Exception {
        TensorEncoding encoding = TensorEncoding.values()[(int) offset % 3];
        float[] delta = TestModels.numbers(LENGTH, offset);
        topic.add(
                TestModels.raw(
                        0,
                        offset,
                        TestModels.START,
                        TestModels.update(
                                "m", "d", offset, 0, 1, LENGTH, 0, LENGTH, encoding, delta)));
        byte[] values = Tensors.encode(encoding, delta, 0, LENGTH);
        slices.first(new Piece(KEY, JoinKey.of(0, offset), 0, LENGTH, encoding, 0, values));
        expected.add(new KeptPart(1f / (1 + offset), 0, LENGTH, encoding, values, 0));
    }

    private void keep(long offset) throws Exception {
        slices.second(
                SliceCommand.keep(KEY, number++, JoinKey.of(0, offset), 1f / (1 + offset), LENGTH));
    }

    private void close() throws Exception {
        slices.second(SliceCommand.reduce(KEY, number++, LENGTH, TRIM));
        slices.second(SliceCommand.close(KEY, number++, 0, 1, 1024, new int[] {0, 0, LENGTH}));
    }

    private float[] sum() {
        assertThat(parts).hasSize(1);
        return parts.remove(0).values();
    }

    private float[] sumOfExpected() {
        return new RobustSum().of(new RobustRule(TRIM), expected, LENGTH);
    }

    @Test
    void reduce_payloadsBeforeAndAfterTheirCommands_isTheRulesSumAndLeavesNothing()
            throws Exception {
        for (int offset = 0; offset < 5; offset++) {
            payload(offset);
            keep(offset);
        }
        keep(5);
        close();
        assertThat(parts).as("a payload is awaited").isEmpty();
        payload(5);

        assertThat(sum()).isEqualTo(sumOfExpected());
        assertThat(slices.keysWith("payloads")).isZero();
        assertThat(slices.keysWith("kept")).isZero();
    }

    /** Its payloads are read from the topic again, wherever the restart was. */
    @Test
    void restart_inMidBuffer_givesTheSameSum() throws Exception {
        long empty = slices.stateSize();
        for (int offset = 0; offset < 7; offset++) {
            payload(offset);
            if (offset == 4) {
                slices.restart(1);
            }
            keep(offset);
        }
        long state = slices.stateSize() - empty;
        slices.restart(2);
        close();

        assertThat(state).as("without 7 payloads of 1,000 numbers").isLessThan(7 * 250);
        assertThat(sum()).isEqualTo(sumOfExpected());
        assertThat(topic.reads()).isPositive();
    }

    @Test
    void reset_inMidBuffer_forgetsWhatWasKept() throws Exception {
        payload(0);
        keep(0);
        slices.second(SliceCommand.reset(KEY, number++));
        assertThat(slices.keysWith("payloads")).isZero();
        expected.clear();
        for (int offset = 1; offset < 5; offset++) {
            payload(offset);
            keep(offset);
        }
        close();

        assertThat(sum()).isEqualTo(sumOfExpected());
    }
}
