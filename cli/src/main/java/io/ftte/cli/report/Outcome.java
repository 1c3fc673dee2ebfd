package io.ftte.cli.report;

import io.ftte.devices.simulation.RunResult;
import io.ftte.devices.simulation.RunResult.Point;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * One run of an experiment and what follows from it.
 *
 * @param cell empty where the experiment has one only
 * @param target accuracy to be crossed
 */
public record Outcome(String cell, String method, long seed, double target, RunResult result) {
    private static final int SMOOTHED = 3;

    /** The first point at which the mean of it and the two before it reaches the target. */
    public Optional<Point> reached() {
        List<Point> curve = result.curve();
        for (int i = SMOOTHED - 1; i < curve.size(); i++) {
            if (smoothed(i) >= target) {
                return Optional.of(curve.get(i));
            }
        }
        return Optional.empty();
    }

    /** The best mean of three neighbouring points. */
    public double best() {
        double best = 0;
        for (int i = SMOOTHED - 1; i < result.curve().size(); i++) {
            best = Math.max(best, smoothed(i));
        }
        return best;
    }

    /** Smoothed accuracy after so many virtual seconds. */
    public double atTime(double seconds) {
        return before(seconds, Point::time);
    }

    /** Smoothed accuracy after so many bytes, up and down. */
    public double atBytes(double bytes) {
        return before(bytes, Outcome::bytes);
    }

    static double bytes(Point point) {
        return (double) point.bytesUp() + point.bytesDown();
    }

    Point last() {
        return result.curve().get(result.curve().size() - 1);
    }

    private double before(double limit, ToDoubleFunction<Point> measure) {
        int last = 0;
        while (last + 1 < result.curve().size()
                && measure.applyAsDouble(result.curve().get(last + 1)) <= limit) {
            last++;
        }
        return smoothed(last);
    }

    private double smoothed(int at) {
        return result.curve().subList(Math.max(0, at - SMOOTHED + 1), at + 1).stream()
                .mapToDouble(Point::accuracy)
                .average()
                .orElseThrow();
    }

    /** Mean over admitted updates; 0 without any. */
    public double meanStaleness() {
        double sum = 0;
        for (int i = 0; i < result.staleness().size(); i++) {
            sum += (double) i * result.staleness().get(i);
        }
        return admitted() == 0 ? 0 : sum / admitted();
    }

    /** The smallest staleness that at least 95 % of the admitted updates do not exceed. */
    public int p95Staleness() {
        long seen = 0;
        int staleness = 0;
        for (int i = 0; i < result.staleness().size() && seen < 0.95 * admitted(); i++) {
            seen += result.staleness().get(i);
            staleness = i;
        }
        return staleness;
    }

    /** Whether the devices' own models were measured on examples of their own. */
    boolean measuredOwn() {
        return !result.ownAccuracy().isEmpty();
    }

    /** Mean over the devices; not a number where none was measured. */
    double ownMean() {
        return Arrays.stream(own()).average().orElse(Double.NaN);
    }

    /** Likewise. */
    double ownTenthPercentile() {
        return RunResult.tenthPercentile(own());
    }

    private double[] own() {
        return result.ownAccuracy().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private long admitted() {
        return result.staleness().stream().mapToLong(Long::longValue).sum();
    }
}
