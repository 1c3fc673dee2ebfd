package io.ftte.selection.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.TensorEncoding;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanPauseTest {
    private static final long PAUSE_MS = 100;

    private final PlanPause pause = new PlanPause();

    private static FleetBudget budget(long payload, Long... memory) {
        return new FleetBudget(List.of(memory), payload, TensorEncoding.F32, false);
    }

    @Test
    void isOver_beforeTheFirstChange_always() {
        assertThat(pause.isOver(Long.MIN_VALUE, PAUSE_MS, 0)).isTrue();
        assertThat(pause.isOver(0, PAUSE_MS, 0)).isTrue();
    }

    @Test
    void isOver_afterAChange_onceTheNewestProfileIsAPauseLater() {
        pause.changed(1_000, PAUSE_MS, budget(9, 5L), 40);
        assertThat(pause.isOver(1_099, PAUSE_MS, 40)).isFalse();
        assertThat(pause.isOver(1_100, PAUSE_MS, 40)).isTrue();
        assertThat(pause.isOver(1_000, 0, 40)).isTrue();
    }

    @Test
    void isOver_fleetThatGrewByASixteenth_forIt() {
        pause.changed(1_000, PAUSE_MS, budget(9, 5L), 40);
        assertThat(pause.isOver(1_000, PAUSE_MS, 42)).isFalse();
        assertThat(pause.isOver(1_000, PAUSE_MS, 43)).isTrue();
    }

    /** Devices that go and come again are no growth. */
    @Test
    void isOver_fleetThatShrankBetween_growsFromWhatItWas() {
        pause.changed(1_000, PAUSE_MS, budget(9, 5L), 10);
        pause.changed(1_050, PAUSE_MS, budget(9, 4L), 2);
        assertThat(pause.isOver(1_050, PAUSE_MS, 10)).isFalse();
        assertThat(pause.isOver(1_050, PAUSE_MS, 11)).isTrue();

        pause.changed(2_000, PAUSE_MS, budget(9, 5L), 2);
        assertThat(pause.isOver(2_000, PAUSE_MS, 3)).isTrue();
    }

    @Test
    void toChooseFor_plansThatFitInAPause_stay() {
        pause.changed(1_000, PAUSE_MS, budget(9, 5L), 1);
        assertThat(pause.toChooseFor(budget(9, 7L), false, fleet -> true)).isEmpty();
        assertThat(pause.waits).isTrue();

        assertThat(pause.toChooseFor(budget(9, 7L), true, fleet -> true)).hasValue(budget(9, 7L));
        assertThat(pause.waits).isFalse();
    }

    @Test
    void toChooseFor_plansThatDoNotFitInAPause_theLeastByTierAndPayload() {
        pause.changed(1_000, PAUSE_MS, budget(9, 5L, 8L), 1);
        assertThat(pause.toChooseFor(budget(10, 4L, 9L), false, fleet -> false))
                .hasValue(budget(9, 4L, 8L));
        assertThat(pause.waits).as("better ones when it is over").isTrue();

        assertThat(pause.toChooseFor(budget(9, 4L, 8L), false, fleet -> false))
                .hasValue(budget(9, 4L, 8L));
        assertThat(pause.waits).isFalse();
    }

    /** As after a restart with another number of tiers. */
    @Test
    void toChooseFor_otherTiers_whatCountsNow() {
        pause.changed(1_000, PAUSE_MS, budget(9, 5L, 8L), 1);
        assertThat(pause.toChooseFor(budget(10, 4L), false, fleet -> false))
                .hasValue(budget(10, 4L));
    }
}
