package io.ftte.cli.watch;

import java.util.OptionalDouble;

/** Takes how well versions of a model do, from whoever has data to measure it on. */
@FunctionalInterface
public interface AccuracySink {
    /**
     * @param accuracy 0 to 1
     * @param tenthPercentile of the devices, where each has a model of its own
     */
    void measured(long version, double accuracy, OptionalDouble tenthPercentile);
}
