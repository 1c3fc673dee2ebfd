package io.ftte.operators.intake;

import java.io.Serializable;
import java.time.Duration;

/**
 * Limits that the gate holds devices to.
 *
 * @param window how long, in order time, a device's sequences are remembered after its last record
 * @param chunkTimeout order time from an update's first chunk to its last
 * @param perMinute updates a device may send a minute to one model, 0 for no limit
 */
public record GateSettings(Duration window, Duration chunkTimeout, int perMinute)
        implements Serializable {
    public GateSettings {
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("device-window must be above 0, it is " + window);
        }
        if (chunkTimeout.isNegative() || chunkTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "chunk-timeout must be above 0, it is " + chunkTimeout);
        }
        if (perMinute < 0) {
            throw new IllegalArgumentException(
                    "device-quota must be at least 0, it is " + perMinute);
        }
    }

    /** 7 days, 10 minutes, no quota. */
    public static GateSettings defaults() {
        return new GateSettings(Duration.ofDays(7), Duration.ofMinutes(10), 0);
    }
}
