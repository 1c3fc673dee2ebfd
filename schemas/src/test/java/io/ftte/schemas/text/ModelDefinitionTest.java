package io.ftte.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ParameterChunk;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelDefinitionTest {

    private static final List<Tensor> TENSORS =
            List.of(tensor("a", 2, 3), tensor("scalar"), tensor("b", 4));

    @Test
    void ranges_inAnyOrder_ascendAndMergeWhenAdjacent() {
        Plan plan = plan(range("b", 3, 4), range("scalar", 0, 1), range("a", 4, 6));
        assertThat(ModelDefinition.ranges(model(plan).head(), plan))
                .containsExactly(new IndexRange(4, 7), new IndexRange(10, 11));
    }

    @Test
    void of_impossiblePlans_isRefusedWithTheReason() {
        assertRefused("twice", plan(range("a", 0, 3), range("a", 2, 4)));
        assertRefused("unknown tensor c", plan(range("c", 0, 1)));
        assertRefused("does not lie in a", plan(range("a", 0, 7)));
        assertRefused("does not lie in a", plan(range("a", -1, 2)));
        assertRefused("does not lie in a", plan(range("a", 2, 2)));
        assertRefused("trains nothing", plan());
        assertRefused("plan 1 is declared twice", plan(range("a", 0, 1)), plan(range("b", 0, 1)));
    }

    @Test
    void of_impossibleTensors_isRefusedWithTheReason() {
        assertRefused("declared twice", List.of(tensor("a", 1), tensor("a", 1)), 2);
        assertRefused("has the shape", List.of(tensor("a", 0)), 0);
        assertRefused("has the shape", List.of(tensor("a", 65_536, 65_536)), 1);
        assertRefused(
                "more than", List.of(tensor("a", 2_000_000_000), tensor("b", 2_000_000_000)), 1);
        assertRefused("has no name", List.of(tensor("", 1)), 1);
        assertRefused("expected 4 parameters, found 3", List.of(tensor("a", 4)), 3);
        assertRefused("no parameters", List.of(), 0);
    }

    @Test
    void of_impossibleIdsAndTimes_isRefused() {
        assertThatThrownBy(() -> model("", 0)).hasMessageContaining("modelId");
        assertThatThrownBy(() -> model("é".repeat(129), 0)).hasMessageContaining("modelId");
        assertThatThrownBy(() -> model("m", -1)).hasMessageContaining("eventTime");
        assertThatThrownBy(() -> model("m", 9_000_000_000_001L)).hasMessageContaining("eventTime");
    }

    @Test
    void constructor_otherParametersThanTheHeads_isRefused() {
        ModelRegistration head = model("m", 0).head();
        assertThatThrownBy(() -> new ModelDefinition(head, new float[11]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("digest");
    }

    @Test
    void controlRecords_ofALargeModel_areItsChunksAndThenTheHead() throws Exception {
        float[] parameters = new float[2 * ModelDefinition.CHUNK + 3];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = i;
        }
        ModelDefinition model =
                ModelDefinition.of(
                        "big",
                        7L,
                        List.of(tensor("t", parameters.length)),
                        List.of(plan(range("t", 0, 9))),
                        AggregationJson.defaults(),
                        parameters,
                        Optional.empty());
        var records = model.controlRecords();
        assertThat(records)
                .extracting(record -> record.key().toString())
                .containsExactly(
                        "big/parameters/0", "big/parameters/1", "big/parameters/2", "big/head");
        assertThat(RecordCodec.decode(records.get(3).value())).isEqualTo(model.head());
        float[] back = new float[parameters.length];
        for (var entry : records.subList(0, 3)) {
            ParameterChunk chunk = RecordCodec.decode(entry.value(), ParameterChunk.class);
            byte[] values = chunk.getValues().array();
            int count = values.length / Float.BYTES;
            Tensors.decode(TensorEncoding.F32, values, 0, 0, 0, count, back, chunk.getFrom());
        }
        assertThat(back).isEqualTo(parameters);
        assertThat(model.head().getParameterChunks()).isEqualTo(3);
    }

    private static void assertRefused(String reason, Plan... plans) {
        assertThatThrownBy(() -> model(plans))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static void assertRefused(String reason, List<Tensor> tensors, int parameters) {
        assertThatThrownBy(
                        () ->
                                ModelDefinition.of(
                                        "m",
                                        0,
                                        tensors,
                                        List.of(),
                                        AggregationJson.defaults(),
                                        new float[parameters],
                                        Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static ModelDefinition model(Plan... plans) {
        return ModelDefinition.of(
                "m",
                0,
                TENSORS,
                List.of(plans),
                AggregationJson.defaults(),
                ones(),
                Optional.empty());
    }

    private static ModelDefinition model(String modelId, long eventTime) {
        return ModelDefinition.of(
                modelId,
                eventTime,
                TENSORS,
                List.of(),
                AggregationJson.defaults(),
                ones(),
                Optional.empty());
    }

    private static float[] ones() {
        float[] ones = new float[11];
        Arrays.fill(ones, 1f);
        return ones;
    }

    private static Tensor tensor(String name, Integer... shape) {
        return new Tensor(name, List.of(shape));
    }

    private static Plan plan(TensorRange... ranges) {
        return new Plan(1, List.of(ranges), null);
    }

    private static TensorRange range(String tensor, int from, int to) {
        return new TensorRange(tensor, from, to);
    }
}
