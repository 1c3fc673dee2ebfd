package io.ftte.operators.planning;

import static io.ftte.operators.planning.SelectorFixture.FULL;
import static io.ftte.operators.planning.SelectorFixture.NETWORK;
import static io.ftte.operators.planning.SelectorFixture.PAUSE;
import static io.ftte.operators.planning.SelectorFixture.SMALLEST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A plan that a device cannot train gives way at once, and a better one waits. */
class PlanPauseTest {
    /** The output layer, which every plan has. */
    private static final int LEAST = 36;

    private static final int ALL = NETWORK.parameterCount();

    private SelectorFixture selector;

    private SelectorFixture open(int tiers) throws Exception {
        selector = new SelectorFixture(tiers).register();
        return selector;
    }

    @AfterEach
    void close() throws Exception {
        selector.close();
    }

    @Test
    void profiles_ofOneDeviceThatAlternates_changeThePlanTwiceAPause() throws Exception {
        open(1);
        for (int second = 0; second < 2_000; second++) {
            selector.profile("a", second % 2 == 0 ? SMALLEST : FULL);
            selector.now += 1_000;
        }
        // Down at second 0; up and down again after each 600 seconds, three times.
        assertThat(selector.plans()).containsExactly(LEAST, ALL, LEAST, ALL, LEAST, ALL, LEAST);
    }

    /** Each of its budgets forbids the plan that the other one would be given. */
    @Test
    void profiles_shortOfMemoryAndPayloadInTurn_goDownToWhatFitsBoth() throws Exception {
        open(1);
        for (int i = 0; i < 100; i++) {
            selector.profile("a", SMALLEST + 200, null);
            selector.profile("a", FULL, 4L * 60);
        }
        assertThat(selector.plans()).hasSizeBetween(1, 2);
    }

    @Test
    void budget_raised_waitsForThePauseThenComesWithAnyProfile() throws Exception {
        open(1);
        selector.profile("b", FULL);
        selector.profile("a", SMALLEST);
        selector.profile("a", FULL);
        selector.now += PAUSE.toMillis() - 1;
        selector.profile("b", FULL);
        assertThat(selector.plans()).containsExactly(LEAST);

        selector.now++;
        selector.profile("b", FULL);
        assertThat(selector.plans()).containsExactly(LEAST, ALL);
    }

    @Test
    void device_gone_isNoReasonToChangeBeforeThePauseIsOver() throws Exception {
        open(1);
        selector.profile("b", FULL);
        selector.profile("a", SMALLEST);
        selector.gone("a");
        assertThat(selector.plans()).containsExactly(LEAST);

        selector.now += PAUSE.toMillis();
        selector.profile("b", FULL);
        assertThat(selector.plans()).containsExactly(LEAST, ALL);
    }

    @Test
    void budget_loweredInThePause_comesAtOnce() throws Exception {
        open(1);
        selector.profile("b", FULL);
        selector.profile("a", FULL - 4);
        selector.profile("a", SMALLEST);
        List<Integer> plans = selector.plans();
        assertThat(plans).hasSize(2).last().isEqualTo(LEAST);
        assertThat(plans.get(0)).isGreaterThan(LEAST);
    }

    /** As the demo's devices come in, within a second. */
    @Test
    void newcomer_ofASmallFleet_waitsForNothing() throws Exception {
        open(2);
        selector.profile("weak", SMALLEST);
        selector.profile("strong", FULL);
        selector.profile("stronger", FULL);
        assertThat(selector.plans()).containsExactly(LEAST, ALL);
    }

    @Test
    void newcomer_thatOnlyTakesAnothersPlace_waits() throws Exception {
        open(1);
        for (int i = 0; i < 100; i++) {
            selector.profile("low-" + i, SMALLEST);
            selector.gone("low-" + i);
            selector.profile("high-" + i, FULL);
            selector.gone("high-" + i);
        }
        assertThat(selector.plans()).containsExactly(LEAST);
    }
}
