package io.ftte.operators;

import io.ftte.aggregation.Weight;
import io.ftte.schemas.RejectionReason;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** Metrics of one model, in the group {@code ftte.model.<id>}. */
final class SequencerMetrics {
    private static final int HISTOGRAM_WINDOW = 1_000;

    private static final double WEIGHT_UNITS = 1e6;

    private final MetricGroup group;
    private final Counter admitted;
    private final Counter late;
    private final Counter versions;
    private final Histogram staleness;
    private final Histogram weights;
    private final Histogram timeToFill;
    private final Map<RejectionReason, Counter> rejected = new EnumMap<>(RejectionReason.class);
    private int fill;

    SequencerMetrics(MetricGroup parent, String modelId) {
        group = parent.addGroup("ftte").addGroup("model", modelId);
        admitted = group.counter("admitted");
        late = group.counter("late");
        versions = group.counter("versions");
        staleness = group.histogram("staleness", histogram());
        weights = group.histogram("weightMillionths", histogram());
        timeToFill = group.histogram("timeToFillMs", histogram());
        group.gauge("bufferFill", () -> fill);
    }

    private static Histogram histogram() {
        return new DescriptiveStatisticsHistogram(HISTOGRAM_WINDOW);
    }

    void admitted(Weight weight, boolean isLate, int bufferFill) {
        admitted.inc();
        if (isLate) {
            late.inc();
        }
        staleness.update(weight.staleness());
        weights.update((long) (weight.value() * WEIGHT_UNITS));
        fill = bufferFill;
    }

    void rejected(RejectionReason reason) {
        rejected.computeIfAbsent(reason, r -> group.counter("rejected." + r)).inc();
    }

    void published(long timeToFillMs) {
        versions.inc();
        timeToFill.update(timeToFillMs);
        fill = 0;
    }
}
