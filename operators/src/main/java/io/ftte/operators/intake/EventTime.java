package io.ftte.operators.intake;

import java.io.Serializable;
import java.time.Duration;

/**
 * How the update topic's records tell the time.
 *
 * @param outOfOrderness B of the rule
 * @param maxClockSkew how far ahead of the next tick a record may be
 * @param ticks whether the job's ticks move time, as on the topic of a live job; else every record
 *     does, as in a recording without ticks
 */
public record EventTime(Duration outOfOrderness, Duration maxClockSkew, boolean ticks)
        implements Serializable {
    public EventTime {
        if (outOfOrderness.isNegative()) {
            throw new IllegalArgumentException(
                    "out-of-orderness must be at least 0, it is " + outOfOrderness);
        }
    }

    /** Of records without ticks, among which none is ahead of anything. */
    public static EventTime ofRecords(Duration outOfOrderness) {
        return new EventTime(outOfOrderness, Duration.ZERO, false);
    }
}
