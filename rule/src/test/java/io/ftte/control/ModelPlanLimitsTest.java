package io.ftte.control;

import static io.ftte.control.ControlRecords.MODEL;
import static io.ftte.control.ControlRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.control.sets.PlanLimits;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.Plan;
import io.ftte.schemas.PlanSet;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.TierPlan;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.RecordCodec;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Plans whose records would be larger than Kafka takes. */
class ModelPlanLimitsTest {
    private static final int MOST_RANGES = PlanLimits.MOST_BYTES / 10;
    private static final int PARAMETERS = 2 * MOST_RANGES + 2;

    private final ModelFixture fixture = new ModelFixture();

    private static ModelDefinition model(List<TensorRange> trained) {
        return ModelDefinition.of(
                MODEL,
                ControlRecords.START,
                List.of(new Tensor("w", List.of(PARAMETERS))),
                List.of(new Plan(1, trained, null)),
                ControlRecords.rule(2).build(),
                new float[PARAMETERS],
                Optional.empty());
    }

    private static final List<TensorRange> EVERYTHING =
            List.of(new TensorRange("w", 0, PARAMETERS));

    /** Every second parameter. */
    private static int[] combed(int ranges) {
        return IntStream.range(0, ranges).flatMap(i -> IntStream.of(2 * i, 2 * i + 1)).toArray();
    }

    @Test
    void accept_planCutTooFinely_isRefusedAndItsIdIsFree() {
        fixture.register(model(EVERYTHING)).take();
        fixture.accept(plan(MODEL, 2, 0, combed(MOST_RANGES + 1)));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail())
                .isEqualTo(
                        "plan 2 has 98305 ranges, and at most 98304 fit into its record: cut it"
                                + " less finely");
        assertThat(fixture.accept(plan(MODEL, 2, 0, combed(MOST_RANGES))).take())
                .containsExactly("revise 1 at 0 to plans [1, 2]");
    }

    @Test
    void register_planCutTooFinely_isRefused() {
        int[] ranges = combed(MOST_RANGES + 1);
        fixture.register(
                model(
                        IntStream.range(0, ranges.length / 2)
                                .mapToObj(
                                        i -> new TensorRange("w", ranges[2 * i], ranges[2 * i + 1]))
                                .toList()));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail()).contains("cut it less finely");
    }

    @Test
    void accept_morePlansThanAVersionNames_isRefused() {
        fixture.register(model(EVERYTHING)).take();
        fixture.accept(set(PlanLimits.MOST_PLANS));
        assertThat(fixture.take()).containsExactly("refuse: MALFORMED");
        assertThat(fixture.log.lastDetail())
                .isEqualTo(
                        "the model had 4097 plans in force or to come, allowed are 4096: give"
                                + " fewer, or wait until older ones retire");
        assertThat(fixture.accept(set(PlanLimits.MOST_PLANS - 1)).take()).hasSize(1);
    }

    private static byte[] set(int plans) {
        List<IndexRange> everything = List.of(new IndexRange(0, PARAMETERS));
        return RecordCodec.encode(
                new PlanSet(
                        MODEL,
                        0L,
                        IntStream.range(0, plans)
                                .mapToObj(i -> new TierPlan(2 + i, 0, everything))
                                .toList()));
    }
}
