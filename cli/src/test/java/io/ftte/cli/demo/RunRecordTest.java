package io.ftte.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ftte.cli.report.CurvePoint;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunRecordTest {
    private final RunRecord run = new RunRecord(1_000);

    @Test
    void curve_lineageAfterModel_joinsByVersion() {
        run.measured(1, 2.0, Accuracy.shared(0.4));
        run.measured(2, 3.0, Accuracy.shared(0.6));
        run.add(lineage(2, 4_500, 1, 3));
        assertThat(run.complete()).isFalse();
        run.add(lineage(1, 2_500, 0));

        assertThat(run.complete()).isTrue();
        assertThat(run.curve())
                .containsExactly(new CurvePoint(2.0, 1, 1, 0.4), new CurvePoint(3.0, 3, 2, 0.6));
        assertThat(run.staleness()).containsExactly(0L, 1L, 3L);
        assertThat(run.meanStaleness()).isEqualTo(4.0 / 3);
        assertThat(run.fillTimes()).containsExactly(1.5, 2.0);
        assertThat(run.version()).isEqualTo(2);
        assertThat(run.accuracy()).isEqualTo(0.6);
    }

    @Test
    void add_sameVersionTwice_countsOnce() {
        run.add(lineage(1, 2_500, 0, 0));
        run.add(lineage(1, 2_500, 0, 0));

        assertThat(run.admitted()).isEqualTo(2);
    }

    @Test
    void set_plansOutOfOrder_areThoseOfTheNewestSet() {
        assertThat(run.set()).isEmpty();
        run.add(plan(1, null, 0));
        run.add(plan(4, 3, 1));
        run.add(plan(2, null, 0));
        run.add(plan(3, 3, 0));

        assertThat(run.set()).extracting(TrainablePlan::getPlanId).containsExactly(3, 4);
        assertThat(run.plan().orElseThrow().getPlanId()).isEqualTo(4);
    }

    @Test
    void senders_severalPlans_areThoseOfOne() {
        run.add(lineage(1, 2_500, 0, 0));

        assertThat(run.senders(1)).containsExactly("d", "d");
        assertThat(run.senders(2)).isEmpty();
    }

    @Test
    void curve_ownModels_hasTheTenthPercentile() {
        double[] byDevice = new double[20];
        Arrays.setAll(byDevice, device -> device < 2 ? 0.1 : device < 10 ? 0.5 : 1);
        run.measured(1, 2.0, Accuracy.own(byDevice));
        run.add(lineage(1, 2_500, 0));

        assertThat(run.accuracy()).isEqualTo((2 * 0.1 + 8 * 0.5 + 10) / 20, within(1e-12));
        assertThat(run.curve().get(0).tenthPercentile()).hasValue(0.1);
    }

    @Test
    void accuracy_nothingYet_isZero() {
        assertThat(run.accuracy()).isZero();
        assertThat(run.meanStaleness()).isZero();
        assertThat(run.complete()).isTrue();
    }

    private static TrainablePlan plan(int id, Integer set, int tier) {
        return new TrainablePlan("m", 0, id, 0L, List.of(), null, set, tier, 0, 1, List.of(), null);
    }

    private static VersionLineage lineage(long version, long eventTime, long... staleness) {
        ByteBuffer none = ByteBuffer.allocate(0);
        List<Contribution> contributions =
                Arrays.stream(staleness)
                        .mapToObj(s -> new Contribution("d", 0L, 1, s, 1.0, 1.0, 1.0, false, 0, 0L))
                        .toList();
        return new VersionLineage(
                "m", 0, version, eventTime, none, null, none, none, 0L, false, contributions, null);
    }
}
