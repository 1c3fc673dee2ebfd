package io.ftte.operators;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ftte.control.LayoutSizes;
import io.ftte.operators.control.Sequencer;
import io.ftte.operators.fixtures.Channel;
import io.ftte.operators.fixtures.GateStage;
import io.ftte.operators.fixtures.Harnesses;
import io.ftte.operators.fixtures.RoutedOutput;
import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.fixtures.TwoInputStage;
import io.ftte.operators.intake.DecodeUpdate;
import io.ftte.operators.intake.GateNotice;
import io.ftte.operators.intake.GateSettings;
import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.RawRecord;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.SliceKey;
import io.ftte.operators.stream.SlicePart;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.text.ModelDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/**
 * What one admitted update of 100,000 F32 components makes the operators allocate from decoding to
 * adding, on the one thread of this test: the piece that is cut from the record, the piece as it
 * comes off the network, and small change. The record itself, a third payload, is the source's.
 */
class PipelineAllocationTest {
    private static final int COMPONENTS = 100_000;
    private static final long PAYLOAD = (long) COMPONENTS * Float.BYTES;
    private static final LayoutSizes SIZES =
            new LayoutSizes(ModelDefinition.CHUNK, ModelDefinition.CHUNK);
    private static final int WARM_UP = 1_000;
    private static final int MEASURED = 300;
    private static final long LIMIT = 3 * PAYLOAD + 4096;

    /** Bytes beyond two payloads, as measured when this was committed. */
    private static final String COMMITTED = "/allocation-per-update.txt";

    private static final double TOLERANCE = 1.1;

    /** A network whose buffers are reused. */
    private static <T> Channel.Receiver<T> network(Class<T> type, Channel.Receiver<T> receiver) {
        TypeSerializer<T> serializer =
                TypeInformation.of(type).createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer((int) PAYLOAD + 1024);
        DataInputDeserializer in = new DataInputDeserializer();
        return element -> {
            out.clear();
            serializer.serialize(element, out);
            in.setBuffer(out.getSharedBuffer(), 0, out.length());
            receiver.accept(serializer.deserialize(in));
        };
    }

    @Test
    void pipeline_oneUpdate_allocatesWithinLimitAndNoMoreThanCommitted() throws Exception {
        long perUpdate = allocatedPerUpdate();
        long smallChange = perUpdate - 2 * PAYLOAD;

        assertThat(perUpdate).isLessThanOrEqualTo(LIMIT);
        assertThat(smallChange)
                .as("bytes beyond two payloads; after a change for the better, commit its value")
                .isLessThanOrEqualTo((long) (committed() * TOLERANCE));
    }

    private static long committed() throws IOException {
        try (InputStream file = PipelineAllocationTest.class.getResourceAsStream(COMMITTED)) {
            return Long.parseLong(new String(file.readAllBytes(), StandardCharsets.UTF_8).trim());
        }
    }

    private static long allocatedPerUpdate() throws Exception {
        TwoInputStage<SliceKey, Piece, SliceCommand, SlicePart> slices =
                new TwoInputStage<>(
                        Harnesses.slices(Optional.empty(), false),
                        Piece::key,
                        SliceCommand::key,
                        new RoutedOutput<>(part -> {}));
        TwoInputStage<String, UpdateHeader, ControlMessage, SliceCommand> sequencer =
                new TwoInputStage<>(
                        Harnesses.sequencer(SIZES),
                        UpdateHeader::modelId,
                        ControlMessage::modelId,
                        new RoutedOutput<>(network(SliceCommand.class, slices::second))
                                .side(Sequencer.SHARDS, ignored -> {})
                                .side(Sequencer.LEDGER, ignored -> {})
                                .side(Sequencer.PLANS, ignored -> {})
                                .side(Sequencer.REJECTED, PipelineAllocationTest::fail));
        GateStage gate =
                new GateStage(
                        Harnesses.gate(GateSettings.defaults()),
                        new RoutedOutput<>(network(UpdateHeader.class, sequencer::first)));
        OneInputStreamOperatorTestHarness<RawRecord, UpdateHeader> decode =
                Harnesses.decode(SIZES.sliceSize());
        Channel.Receiver<Piece> pieces = network(Piece.class, slices::first);
        decode.setOutputCreator(
                serializer ->
                        new RoutedOutput<>(network(UpdateHeader.class, gate::accept))
                                .side(DecodeUpdate.PIECES, pieces)
                                .side(DecodeUpdate.REJECTED, PipelineAllocationTest::fail));
        decode.open();
        for (ControlMessage message :
                TestModels.registration(
                        TestModels.model(
                                "m",
                                COMPONENTS,
                                TestModels.settings(10_000).build(),
                                1,
                                TestModels.plan(1, 0, COMPONENTS)))) {
            sequencer.second(message);
        }
        gate.model(GateNotice.model("m", COMPONENTS));
        assertThat(sequencer.keysWith("model")).isEqualTo(1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        float[] delta = TestModels.numbers(COMPONENTS, 1);
        long allocated = 0;
        for (int i = 0; i < WARM_UP + MEASURED; i++) {
            RawRecord record = record(i, delta);
            long before = threads.getCurrentThreadAllocatedBytes();
            decode.processElement(record, record.timestamp());
            gate.watermarks(record.timestamp(), Long.MAX_VALUE);
            sequencer.watermarks(record.timestamp(), Long.MAX_VALUE);
            if (i >= WARM_UP) {
                allocated += threads.getCurrentThreadAllocatedBytes() - before;
            }
        }
        return allocated / MEASURED;
    }

    private static void fail(OutputRecord refusal) {
        throw new AssertionError("every update is to be admitted");
    }

    private static RawRecord record(int i, float[] delta) {
        return TestModels.raw(
                0,
                i,
                TestModels.START + i,
                TestModels.update(
                        "m",
                        "device-" + i % 50,
                        i / 50,
                        0,
                        1,
                        COMPONENTS,
                        0,
                        COMPONENTS,
                        TensorEncoding.F32,
                        delta));
    }
}
