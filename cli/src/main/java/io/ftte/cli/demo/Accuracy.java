package io.ftte.cli.demo;

import io.ftte.devices.simulation.RunResult;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * How well a version does.
 *
 * @param value share of held-out examples told right, or the devices' mean of it
 * @param tenthPercentile of the devices, where each has a model of its own
 */
record Accuracy(double value, OptionalDouble tenthPercentile) {
    /** Of the one model that all devices share. */
    static Accuracy shared(double value) {
        return new Accuracy(value, OptionalDouble.empty());
    }

    /**
     * Of the devices' own models.
     *
     * @param byDevice at least one
     */
    static Accuracy own(double[] byDevice) {
        return new Accuracy(
                Arrays.stream(byDevice).average().orElseThrow(),
                OptionalDouble.of(RunResult.tenthPercentile(byDevice)));
    }
}
