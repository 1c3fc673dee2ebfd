package io.ftte.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.Plan;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.text.ModelDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model of tensors a (3,000), b (2,500) and c (700): 6,200 parameters. */
class ModelLayoutTest {
    private static final Plan HEAD = plan(7, new TensorRange("c", 0, 700));
    private static final Plan PARTS =
            plan(2, new TensorRange("a", 100, 1_500), new TensorRange("b", 0, 1_001));

    @ParameterizedTest
    @CsvSource({"1024, 1024", "1024, 2048", "2048, 1024", "131072, 131072"})
    void segments_ofAllSlices_coverThePlanOnceWithinShards(int sliceSize, int shardSize) {
        ModelLayout layout = new ModelLayout(head(), sliceSize, shardSize);
        for (int place = 0; place < 2; place++) {
            int[] covered = new int[6_200];
            for (int slice = 0; slice < layout.sliceCount(place); slice++) {
                int at = slice * sliceSize;
                for (IndexRanges.Segment segment : layout.segments(place, slice)) {
                    int end = segment.parameterFrom() + segment.count();
                    assertThat(segment.vectorFrom()).isEqualTo(at);
                    assertThat(layout.shardOf(segment.parameterFrom()))
                            .isEqualTo(layout.shardOf(end - 1));
                    Arrays.setAll(
                            covered,
                            j -> covered[j] + (j >= segment.parameterFrom() && j < end ? 1 : 0));
                    at += segment.count();
                }
                assertThat(at - slice * sliceSize).isEqualTo(layout.sliceLength(place, slice));
            }
            int[] expected = new int[6_200];
            IndexRanges plan = layout.plan(place);
            for (int i = 0; i < plan.from().length; i++) {
                Arrays.fill(expected, plan.from()[i], plan.to()[i], 1);
            }
            assertThat(covered).isEqualTo(expected);
        }
    }

    @Test
    void plans_inAnyOrder_areAscendingById() {
        ModelLayout layout = new ModelLayout(head(), 1024, 1024);
        assertThat(layout.planIds()).containsExactly(2, 7);
        assertThat(layout.planLengths()).containsExactly(2_401, 700);
        assertThat(layout.sliceCount(0)).isEqualTo(3);
        assertThat(layout.sliceLength(0, 2)).isEqualTo(353);
        assertThat(layout.trainable().length()).isEqualTo(3_101);
    }

    @Test
    void shards_coverTheParameters_andPublishWhereOneIsTrainable() {
        ModelLayout layout = new ModelLayout(head(), 1024, 1024);
        assertThat(layout.shardCount()).isEqualTo(7);
        assertThat(layout.shardFrom(6)).isEqualTo(6_144);
        assertThat(layout.shardTo(6)).isEqualTo(6_200);
        assertThat(layout.publishes(4)).as("4,096 to 5,119 is frozen").isFalse();
        assertThat(layout.publishes(3)).as("b ends its plan at 4,001").isTrue();
        assertThat(layout.publishingShards()).isEqualTo(6);
    }

    private static Plan plan(int id, TensorRange... ranges) {
        return new Plan(id, List.of(ranges), null);
    }

    private static ModelRegistration head() {
        return ModelDefinition.of(
                        "m",
                        0,
                        List.of(
                                new Tensor("a", List.of(3_000)),
                                new Tensor("b", List.of(50, 50)),
                                new Tensor("c", List.of(700))),
                        List.of(HEAD, PARTS),
                        TestSettings.defaults().build(),
                        new float[6_200],
                        Optional.empty())
                .head();
    }
}
