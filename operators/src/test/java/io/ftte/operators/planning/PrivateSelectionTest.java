package io.ftte.operators.planning;

import static io.ftte.operators.planning.SelectorFixture.FULL;
import static io.ftte.operators.planning.SelectorFixture.SMALLEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.operators.fixtures.TestModels;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.schemas.AggregationSettings;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;

/** What devices say of their data chooses no plan of a private model. */
class PrivateSelectionTest {
    private static final Map<String, Float> NOTHING = Map.of();
    private static final Map<String, Float> SCORES =
            Map.of("hidden/kernel", 0f, "hidden/bias", 0f, "out/kernel", 1f, "out/bias", 0f);

    @Test
    void plans_privateModel_areTheSameWhateverTheScores() throws Exception {
        AggregationSettings settings = TestModels.ofPrivate(2).build();
        assertThat(changes(settings, SCORES)).isEqualTo(changes(settings, NOTHING));
        assertThat(changes(settings, Map.of("no/such/group", 1f)))
                .isEqualTo(changes(settings, NOTHING));
    }

    /** So that the other comparison is worth something. */
    @Test
    void plans_otherModel_goByTheScores() throws Exception {
        AggregationSettings settings = TestModels.settings(2).build();
        assertThat(changes(settings, SCORES)).isNotEqualTo(changes(settings, NOTHING));
    }

    /** What is decided at a dozen budgets. */
    private static List<String> changes(AggregationSettings settings, Map<String, Float> scores)
            throws Exception {
        List<String> all = new ArrayList<>();
        for (long budget = SMALLEST; budget < FULL; budget += (FULL - SMALLEST) / 12) {
            SelectorFixture selector = new SelectorFixture(1).register(settings);
            selector.profile("a", budget, null, scores);
            for (StreamRecord<OutputRecord> change :
                    selector.harness.getSideOutput(PlanSelector.DECISIONS)) {
                all.add(HexFormat.of().formatHex(change.getValue().value()));
            }
            assertThat(selector.harness.getSideOutput(PlanSelector.REJECTED)).isNull();
            selector.close();
        }
        return all;
    }
}
