package io.ftte.aggregation.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftte.aggregation.AggregationRule;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.DeclaredSettings;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RobustRuleTest {
    private static AggregationSettings settings(String... pathsAndValues) {
        Map<String, String> changes = new HashMap<>();
        for (int i = 0; i < pathsAndValues.length; i += 2) {
            changes.put(pathsAndValues[i], pathsAndValues[i + 1]);
        }
        return AggregationJson.changed(AggregationJson.defaults(), changes);
    }

    @Test
    void of_mean_isNone() {
        assertThat(RobustRule.of(AggregationJson.defaults())).isEmpty();
    }

    @Test
    void dropped_anyCount_roundsDownAndLeavesTheMiddle() {
        RobustRule trimmed = RobustRule.of(settings("robust.rule", "trimmed-mean")).orElseThrow();
        RobustRule median = RobustRule.of(settings("robust.rule", "median")).orElseThrow();

        assertThat(trimmed.trim()).isEqualTo(0.2);
        assertThat(counts(trimmed)).containsExactly(0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2);
        assertThat(counts(median)).containsExactly(0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4);
        RobustRule nearlyHalf = new RobustRule(Math.nextDown(0.5));
        for (int count = 1; count <= RobustRule.MAX_BUFFER_SIZE; count++) {
            assertThat(2 * nearlyHalf.dropped(count)).isLessThan(count);
        }
    }

    private static int[] counts(RobustRule rule) {
        int[] dropped = new int[11];
        for (int count = 0; count < dropped.length; count++) {
            dropped[count] = rule.dropped(count);
        }
        return dropped;
    }

    @Test
    void of_whatMakesNoSense_isRefusedInOneLine() {
        assertRefused(
                "robust.rule trimmed-mean leaves nothing out of a bufferSize of 4: give a"
                        + " robust.trim of at least 0.25",
                "robust.rule",
                "trimmed-mean",
                "bufferSize",
                "4");
        assertRefused(
                "robust.rule median leaves nothing out of a bufferSize of 2: give a bufferSize of"
                        + " at least 3",
                "robust.rule",
                "median",
                "bufferSize",
                "2");
        assertRefused(
                "bufferSize must be at most 1024 with robust.rule median, which keeps every update"
                        + " of a buffer",
                "robust.rule",
                "median",
                "bufferSize",
                "1025");
        assertRefused(
                "robust.rule must be mean with privacy: what one device changes in a trimmed sum is"
                        + " not bounded by clipNorm",
                "robust.rule",
                "median",
                "clipNorm",
                "2",
                "variance.exponent",
                "0",
                "privacy.noise",
                "1",
                "privacy.epsilon",
                "50",
                "privacy.delta",
                "1e-6",
                "privacy.devices",
                "1000");
    }

    private static void assertRefused(String message, String... pathsAndValues) {
        assertThatThrownBy(() -> new AggregationRule(settings(pathsAndValues)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void check_wordOrTrimThatIsNone_isRefusedInOneLine() {
        AggregationSettings word =
                AggregationSettings.newBuilder(AggregationJson.defaults())
                        .setRobustRule("trimed-mean")
                        .build();
        assertThatThrownBy(() -> DeclaredSettings.check(word))
                .hasMessage(
                        "robust.rule must be one of mean, trimmed-mean, median, not"
                                + " \"trimed-mean\"; the nearest is trimmed-mean");
        for (double trim : new double[] {0, 0.5, -0.1, Double.NaN}) {
            AggregationSettings wide =
                    AggregationSettings.newBuilder(AggregationJson.defaults())
                            .setRobustTrim(trim)
                            .build();
            assertThatThrownBy(() -> DeclaredSettings.check(wide))
                    .hasMessage("robust.trim must be above 0 and below 0.5, it is " + trim);
        }
    }
}
