package io.ftte.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.cli.report.CurvePoint;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.VersionLineage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunRecordTest {
    private final RunRecord run = new RunRecord(1_000);

    @Test
    void curve_lineageAfterModel_joinsByVersion() {
        run.measured(1, 2.0, 0.4);
        run.measured(2, 3.0, 0.6);
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
    void accuracy_nothingYet_isZero() {
        assertThat(run.accuracy()).isZero();
        assertThat(run.meanStaleness()).isZero();
        assertThat(run.complete()).isTrue();
    }

    private static VersionLineage lineage(long version, long eventTime, long... staleness) {
        ByteBuffer none = ByteBuffer.allocate(0);
        List<Contribution> contributions =
                Arrays.stream(staleness)
                        .mapToObj(s -> new Contribution("d", 0L, 1, s, 1.0, 1.0, 1.0, false))
                        .toList();
        return new VersionLineage(
                "m", 0, version, eventTime, none, null, none, none, 0L, false, contributions);
    }
}
