package io.ftte.cli.report;

import java.util.OptionalDouble;

/**
 * The quality of one version.
 *
 * @param time seconds since the start of the run
 * @param updates updates that went into this version and those before it
 * @param accuracy on held-out data, 0 to 1; the mean where each device has a model of its own
 * @param tenthPercentile of the devices, where each has a model of its own
 */
public record CurvePoint(
        double time, long updates, long version, double accuracy, OptionalDouble tenthPercentile) {

    /** Of a model that all devices share. */
    public CurvePoint(double time, long updates, long version, double accuracy) {
        this(time, updates, version, accuracy, OptionalDouble.empty());
    }
}
