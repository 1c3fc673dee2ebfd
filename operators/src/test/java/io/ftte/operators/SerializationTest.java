package io.ftte.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.LayerMatrix;
import io.ftte.aggregation.ModelBuffer;
import io.ftte.aggregation.PlanBuffer;
import io.ftte.aggregation.SpectralStep;
import io.ftte.aggregation.UpdateStatistics;
import io.ftte.control.AdmittedUpdate;
import io.ftte.control.LayoutSizes;
import io.ftte.control.ModelState;
import io.ftte.control.PlanRevision;
import io.ftte.control.PlanState;
import io.ftte.control.SettingsState;
import io.ftte.control.privacy.PrivacySpent;
import io.ftte.control.privacy.VersionNoise;
import io.ftte.operators.stream.Chunk;
import io.ftte.operators.stream.JoinKey;
import io.ftte.operators.stream.LayerCommand;
import io.ftte.operators.stream.LayerKey;
import io.ftte.operators.stream.LayerPart;
import io.ftte.operators.stream.LayerTask;
import io.ftte.operators.stream.LedgerCommand;
import io.ftte.operators.stream.LedgerKey;
import io.ftte.operators.stream.Piece;
import io.ftte.operators.stream.Proof;
import io.ftte.operators.stream.ShardCommand;
import io.ftte.operators.stream.ShardKey;
import io.ftte.operators.stream.SliceCommand;
import io.ftte.operators.stream.SliceKey;
import io.ftte.operators.stream.SlicePart;
import io.ftte.operators.stream.UpdateHeader;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.TensorEncoding;
import java.io.IOException;
import java.util.HexFormat;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Round trips through serializers, and the copies that they make. */
class SerializationTest {
    private static final UpdateHeader HEADER =
            new UpdateHeader(
                    3,
                    "model",
                    "gerät-7",
                    Long.MAX_VALUE,
                    12,
                    -4,
                    99,
                    5_000,
                    1_024,
                    1_700_000_000_000L,
                    1_700_000_000_500L,
                    true,
                    new Chunk[] {
                        new Chunk(3, 17, 0, new UpdateStatistics(4_000, 0.5, 1e-300, 2)),
                        new Chunk(3, 19, 4_000, new UpdateStatistics(1_000, -0.5, 3, Double.NaN))
                    },
                    null,
                    "",
                    null,
                    0,
                    0);

    @Test
    void header_admitted_survives() throws IOException {
        assertSurvives(HEADER, UpdateHeader.class);
        assertThat(roundTrip(HEADER, UpdateHeader.class).refusal()).isEmpty();
    }

    @Test
    void header_refusedOrTimeOnly_survives() throws IOException {
        assertSurvives(HEADER.refused(RejectionReason.QUOTA, "too many"), UpdateHeader.class);
        assertSurvives(UpdateHeader.timeOnly(2, "d", 5), UpdateHeader.class);
    }

    @Test
    void header_withProof_survives() throws IOException {
        UpdateHeader signed =
                new UpdateHeader(
                        3,
                        "m",
                        "d",
                        1,
                        2,
                        4,
                        9,
                        10,
                        1_024,
                        5,
                        6,
                        false,
                        HEADER.chunks(),
                        null,
                        "",
                        new Proof(new byte[] {1, 2}, new byte[] {-3}),
                        -7,
                        4_096);
        assertSurvives(signed, UpdateHeader.class);
        assertSurvives(signed.proven(), UpdateHeader.class);
    }

    @Test
    void piece_survivesWithItsValuesOrAsAReference() throws IOException {
        SliceKey key = new SliceKey("modèle", 7, 3);
        Piece piece =
                new Piece(
                        key, JoinKey.of(3, 9), 17, 2, TensorEncoding.INT8, 255, new byte[] {1, -2});
        assertSurvives(piece, Piece.class);
        assertThat(roundTrip(piece, Piece.class).isReference()).isFalse();
        Piece reference =
                roundTrip(piece, Piece.reference().createSerializer(new SerializerConfigImpl()));
        assertThat(reference.isReference()).isTrue();
        assertSame(
                reference,
                new Piece(key, piece.joinKey(), 17, 2, TensorEncoding.INT8, 255, new byte[0]));
    }

    @Test
    void sliceCommand_ofEachKind_survives() throws IOException {
        SliceKey key = new SliceKey("m", 7, 3);
        assertSurvives(SliceCommand.admit(key, 1, 2, -0.5f, 4), SliceCommand.class);
        assertSurvives(SliceCommand.drop(key, 2), SliceCommand.class);
        assertSurvives(
                SliceCommand.close(key, 1, 2, 3, 4, new int[] {5, 6, 7}), SliceCommand.class);
        assertSurvives(
                SliceCommand.closeLayers(key, 1, 2, 3, new int[] {5, 6, 7, 8}), SliceCommand.class);
        assertSurvives(SliceCommand.reset(key, 9), SliceCommand.class);
        assertSurvives(SliceCommand.admitRounded(key, 1, 2, -8_192, 4), SliceCommand.class);
        assertSurvives(
                SliceCommand.noise(key, 1, 1e-6f, 4, 2, 3, new byte[] {5, -6}, "0123abcd"),
                SliceCommand.class);
        assertSurvives(SliceCommand.keep(key, 1, 2, -0.5f, 4), SliceCommand.class);
        assertSurvives(SliceCommand.reduce(key, 1, 4, 0.3), SliceCommand.class);
    }

    /** What waits in a savepoint of a release without noise: hexadecimal digits by hand. */
    @Test
    void sliceCommand_ofAnEarlierKind_isWrittenAsEver() throws IOException {
        SliceKey key = new SliceKey("m", 7, 3);
        assertThat(bytes(SliceCommand.admit(key, 1, 2, -0.5f, 4)))
                .isEqualTo(
                        "026d00000007000000030000000000000000010000000000000002bf0000"
                                + "00000000040000000000000000000000000000000000000000");
        assertThat(bytes(SliceCommand.drop(key, 2)))
                .isEqualTo(
                        "026d000000070000000301ffffffffffffffff0000000000000002000000"
                                + "00000000000000000000000000000000000000000000000000");
        assertThat(bytes(SliceCommand.close(key, 1, 2, 3, 4, new int[] {5, 6, 7})))
                .isEqualTo(
                        "026d0000000700000003020000000000000001ffffffffffffffff000000"
                                + "000000000000000002000000000000000300000004000000030000000500"
                                + "00000600000007");
        assertThat(bytes(SliceCommand.reset(key, 9)))
                .isEqualTo(
                        "026d0000000700000003030000000000000009ffffffffffffffff000000"
                                + "00000000000000000000000000000000000000000000000000");
        assertThat(bytes(SliceCommand.closeLayers(key, 1, 2, 3, new int[] {5, 6, 7, 8})))
                .isEqualTo(
                        "026d0000000700000003040000000000000001ffffffffffffffff000000"
                                + "000000000000000002000000000000000300000000000000040000000500"
                                + "0000060000000700000008");
    }

    private static String bytes(SliceCommand command) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer(SliceCommand.class).serialize(command, out);
        return HexFormat.of().formatHex(out.getCopyOfBuffer());
    }

    /** It lies in state on the heap: a checkpoint must not cost a copy of all that waits. */
    @Test
    void immutable_copied_isTheSame() {
        assertThat(serializer(UpdateHeader.class).copy(HEADER)).isSameAs(HEADER);
    }

    @Test
    void modelState_inMidBuffer_survives() throws IOException {
        assertSurvives(modelState(), ModelState.class);
    }

    @Test
    void modelState_copied_sharesNoArray() {
        ModelState original = modelState();
        ModelState copy = serializer(ModelState.class).copy(original);
        original.buffer.plans[0].variances[0] = -1;
        original.buffer.publicationTimes[0] = -1;
        original.contributions[0] = null;
        original.registration[0] = -1;
        assertSame(copy, modelState());
    }

    @Test
    void shardCommand_ofEachKind_survives() throws IOException {
        ShardKey key = new ShardKey("model", 2, 5);
        assertSurvives(
                ShardCommand.init(
                        key, 7, new byte[] {1, 2}, new LayoutSizes(1024, 2048), new byte[] {3, -4}),
                ShardCommand.class);
        assertSurvives(
                ShardCommand.step(
                        key, 8, 9, new int[] {0, 3}, new double[] {2.5, 1e-9}, 4, new byte[] {6}),
                ShardCommand.class);
        assertSurvives(
                ShardCommand.plans(
                        key,
                        8,
                        9,
                        new PlanRevision(
                                2, 7, 1, new int[] {1, 3}, new int[] {0, 9}, new int[] {4, 12})),
                ShardCommand.class);
        assertSurvives(ShardCommand.remove(key, 8), ShardCommand.class);
    }

    @Test
    void layerTask_survivesAndSharesNoArray() throws IOException {
        LayerKey key = new LayerKey("model", 2, 5);
        LayerCommand command =
                new LayerCommand(
                        key,
                        8,
                        new int[] {0, 3},
                        new double[] {2.5, 1e-9},
                        2,
                        new LayerMatrix("conv1", 7, 3, 18, true),
                        new SpectralStep(0.05, 1e-3, 0.25),
                        1_024,
                        new int[] {0, 4});
        LayerPart part =
                new LayerPart(key, 8, 3, 1, new int[] {9, 2}, new float[] {-0.0f, Float.NaN});
        LayerTask task = new LayerTask(command, new LayerPart[] {part, part});
        assertSurvives(task, LayerTask.class);
        LayerTask copy = serializer(LayerTask.class).copy(task);
        part.values()[0] = 1;
        assertThat(copy.parts()[0].values()[0]).isZero();
    }

    @Test
    void ledgerCommand_withNoiseAndWithout_survives() throws IOException {
        LedgerKey key = new LedgerKey("m", 2);
        AdmittedUpdate[] by = {new AdmittedUpdate("a", 1, 4, 0, 1, 1, 0.5, false, 7, -3)};
        VersionNoise noise =
                new VersionNoise(
                        0.5f, new byte[] {1, -2}, new PrivacySpent(1, 1e-6, 2, 1, 9), "0123abcd");
        assertSurvives(
                new LedgerCommand(key, 3, false, 4, 5, new byte[] {6}, by, noise),
                LedgerCommand.class);
        assertSurvives(
                new LedgerCommand(key, 3, false, 4, 5, new byte[] {6}, by, null),
                LedgerCommand.class);
    }

    @Test
    void slicePart_ofEachKind_survives() throws IOException {
        ShardKey key = new ShardKey("model", 2, 5);
        assertSurvives(
                SlicePart.sum(key, 7, 1, 2, new int[] {3, 1}, new float[] {4}), SlicePart.class);
        assertSurvives(
                SlicePart.step(key, 7, 1, 5_120, new float[] {4, -0.0f}, 9), SlicePart.class);
    }

    /** Two contributions in an array that has grown ahead: its other places are null. */
    private static ModelState modelState() {
        ModelState state = new ModelState();
        state.generation = 2;
        state.registration = new byte[] {5, 6, 7};
        state.sizes = new LayoutSizes(1024, 2048);
        PlanBuffer plan = new PlanBuffer(4, 5_000, 8);
        plan.divisor = 1.5;
        plan.referenceVariance = 0.25;
        plan.variances[0] = 0.125;
        plan.admitted = 11;
        state.buffer = new ModelBuffer(1_000, plan, new PlanBuffer(9, 3, 8));
        state.buffer.version = 6;
        state.buffer.lastOrderTime = 2_000;
        state.buffer.fill = 2;
        state.contributions =
                new AdmittedUpdate[] {
                    new AdmittedUpdate("a", 1, 4, 0, 1, 0.5, 0.5, false, 7, -3),
                    new AdmittedUpdate("b", 2, 9, 3, 0.5, 1, 0.5, true, JoinKey.of(3, 9), 0),
                    null
                };
        state.plans.revision = 3;
        state.plans.coming = new PlanState[] {plan(11)};
        state.settings.coming = new SettingsState[] {new SettingsState()};
        return state;
    }

    private static PlanState plan(int id) {
        return new PlanState(id, new IndexRanges(new int[] {3}, new int[] {9}), 7);
    }

    private static <T> void assertSurvives(T value, Class<T> type) throws IOException {
        assertSame(roundTrip(value, type), value);
        assertSame(serializer(type).copy(value), value);
    }

    /** Field by field, array by array; numbers to the last bit, NaN included. */
    private static void assertSame(Object actual, Object expected) {
        assertThat(actual)
                .usingRecursiveComparison()
                .withComparatorForType(Double::compare, Double.class)
                .withComparatorForType(Float::compare, Float.class)
                .isEqualTo(expected);
    }

    private static <T> T roundTrip(T value, Class<T> type) throws IOException {
        return roundTrip(value, serializer(type));
    }

    private static <T> T roundTrip(T value, TypeSerializer<T> serializer) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        T read = serializer.deserialize(in);
        assertThat(in.available()).isZero();
        return read;
    }

    private static <T> TypeSerializer<T> serializer(Class<T> type) {
        return TypeInformation.of(type).createSerializer(new SerializerConfigImpl());
    }
}
