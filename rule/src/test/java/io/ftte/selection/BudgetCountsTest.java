package io.ftte.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BudgetCountsTest {

    @Test
    void quantile_anyDevices_equalsThatOfTheSortedList() {
        Random random = new Random(1);
        BudgetCounts counts = new BudgetCounts();
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            if (all.size() > 3 && random.nextInt(3) == 0) {
                counts.remove(all.remove(random.nextInt(all.size())));
            } else {
                long budget = 1 + random.nextInt(20);
                all.add(budget);
                counts.add(budget);
            }
            Collections.sort(all);
            assertThat(counts.quantile(0)).isEqualTo(all.get(0));
            assertThat(counts.quantile(0.3)).isEqualTo(all.get((int) (0.3 * (all.size() - 1))));
            assertThat(counts.quantile(1)).isEqualTo(all.get(all.size() - 1));
        }
    }

    @Test
    void remove_lastOfABudget_forgetsIt() {
        BudgetCounts counts = new BudgetCounts();
        counts.add(5);
        counts.remove(5);
        assertThat(counts.isEmpty()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> counts.remove(5));
    }
}
