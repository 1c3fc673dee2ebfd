package io.ftte.selection;

import io.ftte.schemas.TensorEncoding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What memory and payload buy: the best plans of {@value #BUDGETS} memory budgets, in equal ratios
 * from the smallest plan to full training, at each share of the full payload. Each point is exact;
 * between two points there may be more.
 *
 * @param full everything trains, in the largest micro-batch
 * @param lines one per payload share, the largest first; a share within which nothing fits has none
 */
public record PlanFrontier(SelectedPlan full, List<Line> lines) {
    private static final int BUDGETS = 8;
    private static final double[] SHARES = {1, 0.5, 0.31, 0.2, 0.1};

    /**
     * The best plans of a payload.
     *
     * @param payloadShare of full training's payload, at most
     * @param points by memory, ascending; so their gain does not fall
     */
    public record Line(double payloadShare, List<Point> points) {

        public Line {
            points = List.copyOf(points);
        }
    }

    /**
     * The best plan of some budget.
     *
     * @param payloadBytes of an update
     */
    public record Point(SelectedPlan plan, long payloadBytes) {

        private boolean fits(Budget budget) {
            return plan.memory().peakBytes() <= budget.memoryBytes()
                    && payloadBytes <= budget.payloadBytes();
        }

        private boolean noWorseThan(Point other) {
            return plan.memory().peakBytes() <= other.plan.memory().peakBytes()
                    && payloadBytes <= other.payloadBytes
                    && plan.gain() >= other.plan.gain()
                    && plan.microBatch() >= other.plan.microBatch();
        }
    }

    public PlanFrontier {
        lines = List.copyOf(lines);
    }

    /** Of a network in the micro-batches of a solver. */
    public static PlanFrontier of(PlanSolver solver, TensorEncoding encoding) {
        SelectedPlan full = solver.full();
        long payload = PlanPayload.bytes(encoding, full.plan().parameters());
        double least = solver.smallestBytes();
        double ratio = full.memory().peakBytes() / least;
        List<Line> lines = new ArrayList<>();
        List<Optional<Point>> wider = Collections.nCopies(BUDGETS, Optional.empty());
        for (double share : SHARES) {
            List<Optional<Point>> best = new ArrayList<>(wider);
            for (int i = BUDGETS - 1; i >= 0; i--) {
                Optional<Point> more = wider.get(i);
                long memory = (long) Math.ceil(least * Math.pow(ratio, i / (BUDGETS - 1.0)));
                Budget budget = new Budget(memory, (long) (share * payload), encoding);
                // What is best within more and fits is best.
                Optional<Point> larger = i + 1 < BUDGETS ? best.get(i + 1) : Optional.empty();
                best.set(
                        i,
                        larger.filter(point -> point.fits(budget))
                                .or(() -> more.filter(point -> point.fits(budget)))
                                .or(() -> find(solver, budget)));
            }
            List<Point> points = best.stream().flatMap(Optional::stream).distinct().toList();
            if (!points.isEmpty()) {
                lines.add(new Line(share, points));
            }
            wider = best;
        }
        return new PlanFrontier(full, lines);
    }

    private static Optional<Point> find(PlanSolver solver, Budget budget) {
        return solver.find(budget, Optional.empty())
                .map(plan -> new Point(plan, budget.payloadOf(plan.plan())));
    }

    /** What part of full training's gain a plan has; none where that gains nothing. */
    public OptionalDouble gainShare(SelectedPlan plan) {
        return full.gain() > 0
                ? OptionalDouble.of(plan.gain() / full.gain())
                : OptionalDouble.empty();
    }

    /**
     * The points of all lines, by memory, without those to which another is preferable in memory,
     * payload, gain or micro-batch, and no worse in any.
     */
    public List<Point> points() {
        List<Point> kept = new ArrayList<>();
        List<Point> all =
                lines.stream().flatMap(line -> line.points().stream()).distinct().toList();
        for (Point point : all) {
            boolean dominated =
                    all.stream()
                            .anyMatch(
                                    other -> other.noWorseThan(point) && !point.noWorseThan(other));
            boolean equal = kept.stream().anyMatch(other -> other.noWorseThan(point));
            if (!dominated && !equal) {
                kept.add(point);
            }
        }
        kept.sort(
                Comparator.comparingLong((Point point) -> point.plan().memory().peakBytes())
                        .thenComparing(Point::payloadBytes));
        return kept;
    }
}
