package io.ftte.devices.fleet;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a simulated device takes for each local training: its class's median time, times a
 * log-normal factor of median 1 drawn for every training. Not thread-safe.
 */
public final class DevicePace {

    private final double medianNanos;
    private final double sigma;
    private final RandomGenerator random;

    DevicePace(Duration median, double sigma, RandomGenerator random) {
        this.medianNanos = median.toNanos();
        this.sigma = sigma;
        this.random = random;
    }

    /** Duration of the next training. */
    public Duration next() {
        return Duration.ofNanos(
                (long) (medianNanos * StrictMath.exp(sigma * random.nextGaussian())));
    }
}
