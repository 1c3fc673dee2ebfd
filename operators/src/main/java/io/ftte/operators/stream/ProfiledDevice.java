package io.ftte.operators.stream;

import io.ftte.operators.planning.Sensitivities;
import java.util.HashMap;
import java.util.Map;

/** What a device last said of itself to a model. Mutable Flink POJO. */
public final class ProfiledDevice {
    public long budgetBytes;

    /** What an update may weigh; far off without a bound. */
    public long payloadBytes = Long.MAX_VALUE;

    /** Of its profile, ms since the epoch. */
    public long eventTime;

    /** Where its profile lies. */
    public int partition;

    public long offset;

    /** As {@link Sensitivities} has them. */
    public Map<String, Long> sensitivities = new HashMap<>();

    /** Whether budget and sensitivities are in the model's sums. */
    public boolean counts;
}
