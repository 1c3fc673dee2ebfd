package io.ftte.cli.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How one method did in one run.
 *
 * @param target accuracy that was to be reached
 * @param bytesUp what one update takes on its way up
 * @param bytesDown what a device fetches for one update, the version that it trains from
 * @param peakMemoryBytes memory of a device in training, where the run measured it
 * @param overheadMemoryBytes the part of it beyond the model, where the run measured it
 * @param payloadBytes numbers of one update, one way
 * @param staleness staleness of every admitted update, in order of admission
 * @param curve by ascending version
 */
public record MethodReport(
        String name,
        long seed,
        double target,
        long bytesUp,
        long bytesDown,
        OptionalLong peakMemoryBytes,
        OptionalLong overheadMemoryBytes,
        long payloadBytes,
        List<Long> staleness,
        List<CurvePoint> curve) {

    public MethodReport {
        staleness = List.copyOf(staleness);
        curve = List.copyOf(curve);
    }

    /** The first version at or above the target. */
    public Optional<CurvePoint> reached() {
        return curve.stream().filter(point -> point.accuracy() >= target).findFirst();
    }

    /** Accuracy of the last version; 0 without any. */
    public double finalAccuracy() {
        return curve.isEmpty() ? 0 : curve.get(curve.size() - 1).accuracy();
    }

    /** The devices' 10th percentile of it, where each has a model of its own. */
    public OptionalDouble finalTenthPercentile() {
        return curve.isEmpty()
                ? OptionalDouble.empty()
                : curve.get(curve.size() - 1).tenthPercentile();
    }

    /** Mean over admitted updates; 0 without any. */
    public double meanStaleness() {
        return staleness.stream().mapToLong(Long::longValue).average().orElse(0);
    }

    /** The smallest staleness that at least 95 % of the admitted updates do not exceed. */
    public double p95Staleness() {
        if (staleness.isEmpty()) {
            return 0;
        }
        List<Long> sorted = staleness.stream().sorted().toList();
        return sorted.get((int) Math.ceil(0.95 * sorted.size()) - 1);
    }
}
