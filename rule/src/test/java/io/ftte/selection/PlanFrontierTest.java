package io.ftte.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.schemas.TensorEncoding;
import io.ftte.selection.PlanFrontier.Line;
import io.ftte.selection.PlanFrontier.Point;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanFrontierTest {

    private static final Models CIFAR = Models.cifar();
    private static final PlanSolver SOLVER =
            PlanSolver.ofAnyMicroBatch(
                    CIFAR.network(),
                    CIFAR.parameters(),
                    new TrainingSetup(32, 32, Convolution.DIRECT, DeviceOptimizer.SGD),
                    new ParameterGains(CIFAR.network()));
    private static final PlanFrontier FRONTIER = PlanFrontier.of(SOLVER, TensorEncoding.INT8);

    @Test
    void lines_everyPoint_isTheOptimumOfItsOwnCosts() {
        assertThat(FRONTIER.lines())
                .extracting(Line::payloadShare)
                .containsExactly(1.0, 0.5, 0.31, 0.2, 0.1);
        for (Line line : FRONTIER.lines()) {
            double gain = 0;
            for (Point point : line.points()) {
                long memory = point.plan().memory().peakBytes();
                Budget budget = new Budget(memory, point.payloadBytes(), TensorEncoding.INT8);

                assertThat(SOLVER.best(budget, Optional.empty()).gain())
                        .isEqualTo(point.plan().gain());
                assertThat(point.plan().gain()).isGreaterThanOrEqualTo(gain);
                gain = point.plan().gain();
            }
        }
    }

    @Test
    void points_fromTheSmallestToFullTraining_noneBelowAnother() {
        List<Point> points = FRONTIER.points();

        assertThat(points.get(0).plan().memory().peakBytes()).isEqualTo(SOLVER.smallestBytes());
        assertThat(points.get(points.size() - 1).plan()).isEqualTo(SOLVER.full());
        for (Point one : points) {
            assertThat(points)
                    .filteredOn(
                            other ->
                                    other.plan().memory().peakBytes()
                                                    <= one.plan().memory().peakBytes()
                                            && other.payloadBytes() <= one.payloadBytes()
                                            && other.plan().gain() >= one.plan().gain()
                                            && other.plan().microBatch() >= one.plan().microBatch())
                    .containsExactly(one);
        }
    }
}
