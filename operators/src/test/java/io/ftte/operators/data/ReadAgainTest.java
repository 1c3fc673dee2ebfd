package io.ftte.operators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What a checkpoint holds of payloads that wait, and what becomes of it. */
class ReadAgainTest {
    private static final int SLICE = TestModels.SIZES.sliceSize();

    /** A chunk that begins in the middle of slice 0 and of a block, and ends in slice 1. */
    private static final int FROM = 300;

    private static final int LENGTH = SLICE;
    private static final int PARTITION = 3;
    private static final float[] DELTA = TestModels.numbers(2 * SLICE, 7);

    private final KeptRecords topic = new KeptRecords();
    private final List<SlicePart> parts = new ArrayList<>();
    private boolean refers = true;
    private final TwoInputStage<SliceKey, Piece, SliceCommand, SlicePart> slices =
            slices(Optional.of(topic), () -> refers);

    private TwoInputStage<SliceKey, Piece, SliceCommand, SlicePart> slices(
            Optional<UpdateRecords> records, BooleanSupplier refersNow) {
        try {
            return new TwoInputStage<>(
                    (parallelism, subtask) ->
                            Harnesses.slices(records, refersNow.getAsBoolean())
                                    .create(parallelism, subtask),
                    Piece::key,
                    SliceCommand::key,
                    new RoutedOutput<>(parts::add));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static DeviceUpdate update(String model, TensorEncoding encoding) {
        return TestModels.update(model, "d", 0, 0, 1, 2 * SLICE, FROM, LENGTH, encoding, DELTA);
    }

    /** The update as a record and as the pieces that the decoder makes of it. */
    private void send(long offset, TensorEncoding encoding) throws Exception {
        topic.add(TestModels.raw(PARTITION, offset, TestModels.START, update("m", encoding)));
        byte[] delta = Tensors.encode(encoding, DELTA, FROM, LENGTH);
        piece(offset, encoding, delta, 0, FROM, 0, SLICE - FROM);
        piece(offset, encoding, delta, 1, 0, SLICE - FROM, FROM);
    }

    private void piece(
            long offset,
            TensorEncoding encoding,
            byte[] delta,
            int slice,
            int at,
            int first,
            int count)
            throws Exception {
        slices.first(
                new Piece(
                        new SliceKey("m", 1, slice),
                        JoinKey.of(PARTITION, offset),
                        at,
                        count,
                        encoding,
                        Tensors.phase(encoding, first),
                        Tensors.cut(encoding, delta, 0, first, count)));
    }

    private void admit(int slice, long number, long offset) throws Exception {
        slices.second(
                SliceCommand.admit(
                        new SliceKey("m", 1, slice),
                        number,
                        JoinKey.of(PARTITION, offset),
                        0.5f,
                        SLICE));
    }

    private float[] sum(int slice, long number) throws Exception {
        parts.clear();
        slices.second(
                SliceCommand.close(
                        new SliceKey("m", 1, slice), number, 0, 1, SLICE, new int[] {0, 0, SLICE}));
        return parts.get(0).values();
    }

    @Test
    void restart_payloadsWait_givesTheSameSumsFromRecordsReadOnce() throws Exception {
        for (TensorEncoding encoding : TensorEncoding.values()) {
            long offset = 10L * encoding.ordinal();
            long number = 4L * encoding.ordinal();
            send(offset, encoding);
            admit(0, number, offset);
            admit(1, number, offset);
            float[] first = sum(0, number + 1);
            float[] second = sum(1, number + 1);
            send(offset + 1, encoding);
            send(offset + 2, encoding);
            int before = topic.reads();
            slices.restart(1);
            admit(0, number + 2, offset + 1);
            admit(1, number + 2, offset + 1);
            assertThat(sum(0, number + 3)).as("%s", encoding).containsExactly(first);
            assertThat(sum(1, number + 3)).as("%s", encoding).containsExactly(second);
            assertThat(topic.reads() - before).isOne();
            slices.second(
                    SliceCommand.drop(new SliceKey("m", 1, 0), JoinKey.of(PARTITION, offset + 2)));
            slices.second(
                    SliceCommand.drop(new SliceKey("m", 1, 1), JoinKey.of(PARTITION, offset + 2)));
        }
        assertThat(slices.keysWith("payloads")).isZero();
    }

    @Test
    void checkpoint_payloadsWait_isAsSmallAsWithPayloadsOfOneNumber() throws Exception {
        send(0, TensorEncoding.F32);
        long empty = slices.stateSize();
        for (int i = 1; i <= 100; i++) {
            send(i, TensorEncoding.F32);
        }
        assertThat((slices.stateSize() - empty) / 100)
                .as("bytes of an update in two slices")
                .isLessThan(200);
    }

    @Test
    void restart_recordIsGone_failsAndSaysWhat() throws Exception {
        send(5, TensorEncoding.F32);
        slices.restart(1);
        topic.remove(PARTITION, 5);
        assertThatThrownBy(() -> admit(0, 0, 5)).hasMessage("offset 5 is gone");
    }

    @Test
    void restart_recordOfAnotherModelInItsPlace_fails() throws Exception {
        assertRefused(update("n", TensorEncoding.F32));
    }

    @Test
    void restart_recordInAnotherEncodingInItsPlace_fails() throws Exception {
        assertRefused(update("m", TensorEncoding.INT8));
    }

    private void assertRefused(DeviceUpdate other) throws Exception {
        send(5, TensorEncoding.F32);
        slices.restart(1);
        topic.add(TestModels.raw(PARTITION, 5, TestModels.START, other));
        assertThatThrownBy(() -> admit(0, 0, 5))
                .hasMessage(
                        "offset 5 of partition 3 is not the update that was read there before: it"
                                + " is another record");
    }

    /** As where state moves from the heap to RocksDB, and back. */
    @Test
    void restart_referencesNoMoreWritten_readsThoseThereAre() throws Exception {
        send(5, TensorEncoding.F32);
        refers = false;
        slices.restart(1);
        send(6, TensorEncoding.F32);
        admit(0, 0, 5);
        float[] first = sum(0, 1);
        refers = true;
        slices.restart(1);
        admit(0, 2, 6);
        assertThat(sum(0, 3)).containsExactly(first);
        assertThat(topic.reads()).as("the first only").isOne();
    }

    @Test
    void checkpoint_nothingToReadFrom_holdsThePayloads() throws Exception {
        TwoInputStage<SliceKey, Piece, SliceCommand, SlicePart> whole =
                slices(Optional.empty(), () -> false);
        SliceKey key = new SliceKey("m", 1, 0);
        byte[] values = Tensors.encode(TensorEncoding.F32, DELTA, 0, SLICE);
        whole.first(new Piece(key, 1, 0, SLICE, TensorEncoding.F32, 0, values));
        whole.restart(1);
        whole.second(SliceCommand.admit(key, 0, 1, 1, SLICE));
        whole.second(SliceCommand.close(key, 1, 0, 1, SLICE, new int[] {0, 0, SLICE}));
        assertThat(parts.get(0).values()).containsExactly(Arrays.copyOf(DELTA, SLICE));
    }
}
