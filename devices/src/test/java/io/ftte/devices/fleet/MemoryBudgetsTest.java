package io.ftte.devices.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ftte.devices.data.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MemoryBudgetsTest {

    @Test
    void of_severalDevices_fromTheWeakestToTheStrongestByEqualFactors() {
        long[] budgets = new MemoryBudgets(1_000, 8_000).of(4, Seeds.generator(1, 0));

        Arrays.sort(budgets);
        assertThat(budgets).containsExactly(1_000, 2_000, 4_000, 8_000);
    }

    @Test
    void of_oneDevice_isTheWeakest() {
        assertThat(new MemoryBudgets(1_000, 8_000).of(1, Seeds.generator(1, 0)))
                .containsExactly(1_000);
    }

    @Test
    void of_unlimited_staysSo() {
        assertThat(MemoryBudgets.UNLIMITED.of(3, Seeds.generator(1, 0)))
                .containsOnly(Long.MAX_VALUE);
    }

    @Test
    void construct_strongestBelowWeakest_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MemoryBudgets(2, 1));
    }
}
