package io.ftte.operators;

import io.ftte.schemas.RejectionReason;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Counters {@code rejected} of one model, one per reason, in the groups {@code
 * ftte.model.<id>.reason.<reason>}. All of them exist from the start: a counter that appears with
 * its first refusal hides that refusal from every rate.
 */
final class RejectionMetrics {
    /** In place of the id of a model that is not registered, or that could not be read. */
    static final String UNKNOWN_MODEL = "unknown";

    private final Map<RejectionReason, Counter> counters = new EnumMap<>(RejectionReason.class);

    RejectionMetrics(MetricGroup model) {
        for (RejectionReason reason : RejectionReason.values()) {
            counters.put(reason, model.addGroup("reason", reason.name()).counter("rejected"));
        }
    }

    static MetricGroup model(MetricGroup parent, String modelId) {
        return parent.addGroup("ftte").addGroup("model", modelId);
    }

    void count(RejectionReason reason) {
        counters.get(reason).inc();
    }
}
