package io.ftte.control.sets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.aggregation.IndexRanges;
import java.util.List;
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

    private static IndexRanges range(int from, int to) {
        return new IndexRanges(new int[] {from}, new int[] {to});
    }
}
