package io.ftte.devices.simulation;

import java.util.Arrays;
import java.util.List;

/**
 * What came of one method under one seed.
 *
 * @param payloadBytes numbers of one update, one way up: of the weakest devices' largest plan
 * @param downBytes numbers that a device fetches for one task: what any of the plans trains
 * @param parameters that it trains
 * @param peakMemoryBytes of one training step on the weakest device
 * @param overheadMemoryBytes the part of it beyond the model's weights
 * @param staleness how many admitted updates had each staleness, from 0 on
 * @param curve by time; the first point is the initial model
 * @param finalAccuracy of the last version, on all measured examples
 * @param slowAccuracy mean over stragglers of the final accuracy on each one's mix of labels
 * @param fastAccuracy the same over the others; not a number without any
 * @param tenthPercentile of that accuracy over all devices
 * @param ownAccuracy of each device's own model on the examples that it held out, in the fleet's
 *     order; empty where none are held out
 */
public record RunResult(
        long payloadBytes,
        long downBytes,
        int parameters,
        long peakMemoryBytes,
        long overheadMemoryBytes,
        long refused,
        long lost,
        List<Long> staleness,
        List<Point> curve,
        double finalAccuracy,
        double slowAccuracy,
        double fastAccuracy,
        double tenthPercentile,
        List<Double> ownAccuracy) {

    /**
     * A measurement.
     *
     * @param time virtual seconds
     * @param updates that the server received
     * @param version the newest
     * @param bytesUp of all updates received
     * @param bytesDown of all tasks started
     * @param deviceSeconds that all devices together spent, lost tasks included
     */
    public record Point(
            double time,
            long updates,
            long version,
            double accuracy,
            long bytesUp,
            long bytesDown,
            double deviceSeconds) {}

    /** The value that a tenth of these do not exceed; not a number without any. */
    public static double tenthPercentile(double[] values) {
        return values.length == 0
                ? Double.NaN
                : Arrays.stream(values).sorted().toArray()[(values.length - 1) / 10];
    }

    public RunResult {
        staleness = List.copyOf(staleness);
        curve = List.copyOf(curve);
        // Results stored before there was any have none.
        ownAccuracy = ownAccuracy == null ? List.of() : List.copyOf(ownAccuracy);
    }
}
