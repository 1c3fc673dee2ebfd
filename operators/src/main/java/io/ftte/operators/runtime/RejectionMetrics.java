package io.ftte.operators.runtime;

import io.ftte.schemas.RejectionReason;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Counters {@code rejected} of one model, in the groups {@code ftte.model.<id>.reason.<reason>}.
 * All reasons are there from the start: a counter that appears with its first refusal hides that
 * refusal from every rate.
 */
public final class RejectionMetrics {
    private static final String UNKNOWN_MODEL = "unknown";

    /** {@code OTHER} is for readers. */
    private static final Set<RejectionReason> DECIDED =
            EnumSet.complementOf(EnumSet.of(RejectionReason.OTHER));

    private final Map<RejectionReason, Counter> counters = new EnumMap<>(RejectionReason.class);

    /**
     * @param model the group of the model, see {@link #group}
     */
    public RejectionMetrics(MetricGroup model) {
        for (RejectionReason reason : DECIDED) {
            counters.put(reason, model.addGroup("reason", reason.name()).counter("rejected"));
        }
    }

    /**
     * Of updates whose model is not registered or could not be read: devices name what they like,
     * and each name would be a time series.
     */
    public static RejectionMetrics ofUnknownModels(MetricGroup operator) {
        return new RejectionMetrics(group(operator, UNKNOWN_MODEL));
    }

    public static MetricGroup group(MetricGroup operator, String modelId) {
        return operator.addGroup("ftte").addGroup("model", modelId);
    }

    public void count(RejectionReason reason) {
        counters.get(reason).inc();
    }
}
