package io.ftte.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DistancesTest {
    private static final float[] FIRST = {1, 1};

    @Test
    void relative_isOverHowFarTheFirstHasCome() {
        // Moved by (3, 4), apart by (0, 2).
        assertThat(Distances.relative(new float[] {4, 5}, new float[] {4, 3}, FIRST))
                .isEqualTo(0.4);
    }

    @Test
    void relative_toOneThatStays_isOne() {
        assertThat(Distances.relative(new float[] {4, 5}, FIRST, FIRST)).isEqualTo(1);
    }

    @Test
    void relative_whereNothingMoved_isNoNumber() {
        assertThat(Distances.relative(FIRST, new float[] {2, 2}, FIRST)).isNaN();
    }
}
