package io.ftte.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.benchmarks.AccuracyBenchmark.Outcome;
import io.ftte.devices.data.LabelledData;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracyBenchmarkTest {

    @Test
    void seed_digits_fullTrainingLearnsAndTheWarmPlanKeepsUp() throws Exception {
        List<Outcome> outcomes = new AccuracyBenchmark(LabelledData.open("digits")).seed(2);

        double full = accuracy(outcomes, "warm", "everything");
        assertThat(full).isGreaterThanOrEqualTo(0.95);
        assertThat(accuracy(outcomes, "scratch", "everything")).isGreaterThanOrEqualTo(0.95);
        assertThat(accuracy(outcomes, "warm", "plan at 20 %")).isGreaterThanOrEqualTo(full - 0.02);
        assertThat(accuracy(outcomes, "scratch", "last layer")).isLessThan(full - 0.1);
    }

    private static double accuracy(List<Outcome> outcomes, String start, String what) {
        return outcomes.stream()
                .filter(o -> o.start().equals(start) && o.what().equals(what))
                .findFirst()
                .orElseThrow()
                .accuracy();
    }
}
