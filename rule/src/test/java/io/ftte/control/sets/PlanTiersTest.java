package io.ftte.control.sets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.ModelLayout;
import io.ftte.network.Activation;
import io.ftte.network.Dense;
import io.ftte.network.Network;
import io.ftte.network.Shape;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.Plan;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJsonWriter;
import io.ftte.schemas.text.NetworkTensors;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTiersTest {
    @Test
    void seats_ofTwoTiers_countPlacesWithinEach() {
        assertThat(PlanTiers.seats(List.of(4, 6, 7, 9), List.of(0, 1, 0, 1)))
                .containsExactly(
                        new PlanSeat(4, 0, 0, 2),
                        new PlanSeat(4, 1, 0, 2),
                        new PlanSeat(4, 0, 1, 2),
                        new PlanSeat(4, 1, 1, 2));
    }

    @Test
    void requireNested_unionWithinThatOfTheNextTier_isEnough() {
        assertThatCode(
                        () ->
                                PlanTiers.requireNested(
                                        List.of(range(0, 4), range(0, 2), range(2, 6)),
                                        List.of(0, 1, 1)))
                .doesNotThrowAnyException();
    }

    @Test
    void requireNested_tierThatLeavesSomethingOut_namesIt() {
        assertThatThrownBy(
                        () ->
                                PlanTiers.requireNested(
                                        List.of(range(0, 4), range(2, 9)), List.of(0, 3)))
                .hasMessage(
                        "tier 3 leaves out some of the parameters 0 to 4, which tier 0 trains: add"
                                + " them to it");
    }

    @Test
    void requireNested_negativeTier_isRefused() {
        assertThatThrownBy(() -> PlanTiers.requireNested(List.of(range(0, 4)), List.of(-1)))
                .hasMessage("tier -1 is negative; count tiers from 0");
    }

    @Test
    void seats_planThatNoDeviceCanTrain_isRefused() {
        Network network = new Network(Shape.of(4), List.of(new Dense("d", 3, Activation.NONE)));
        ModelRegistration head =
                ModelDefinition.of(
                                "m",
                                0,
                                NetworkTensors.of(network),
                                List.of(
                                        new Plan(1, List.of(new TensorRange("d/kernel", 0, 2)), 0),
                                        new Plan(
                                                2, List.of(new TensorRange("d/kernel", 0, 12)), 1)),
                                AggregationJson.defaults(),
                                new float[15],
                                Optional.of(NetworkJsonWriter.write(network)))
                        .head();

        assertThatThrownBy(() -> PlanTiers.seats(head, new ModelLayout(head, 1_024, 1_024)))
                .hasMessageStartingWith("no device can train plan 1: parameter ")
                .hasMessageContaining("without the rest of its input channel");
    }

    private static IndexRanges range(int from, int to) {
        return new IndexRanges(new int[] {from}, new int[] {to});
    }
}
