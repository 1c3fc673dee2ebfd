package io.ftte.operators.control;

import io.ftte.aggregation.Weight;
import io.ftte.control.privacy.PrivacySpent;
import io.ftte.operators.runtime.RejectionMetrics;
import io.ftte.schemas.RejectionReason;
import java.util.Optional;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;

/**
 * Metrics of one registered model, in the group {@code ftte.model.<id>}. They count from the start
 * of the task: from the registration, or after a restart from the first header of the model.
 */
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
    private final RejectionMetrics rejections;
    private int fill;
    private Optional<PrivacySpent> spent = Optional.empty();

    /**
     * @param bufferFill updates in the buffer now
     */
    SequencerMetrics(MetricGroup operator, String modelId, int bufferFill) {
        group = RejectionMetrics.group(operator, modelId);
        admitted = group.counter("admitted");
        late = group.counter("late");
        versions = group.counter("versions");
        staleness = group.histogram("staleness", histogram());
        weights = group.histogram("weightMillionths", histogram());
        timeToFill = group.histogram("timeToFillMs", histogram());
        fill = bufferFill;
        group.gauge("bufferFill", () -> fill);
        rejections = new RejectionMetrics(group);
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
        rejections.count(reason);
    }

    void published(long timeToFillMs) {
        versions.inc();
        timeToFill.update(timeToFillMs);
        fill = 0;
    }

    /** Of a private model; the gauges are there from the first time on. */
    void spent(PrivacySpent now) {
        if (spent.isEmpty()) {
            group.gauge("epsilonLargest", () -> spent.orElseThrow().epsilonLargest());
            group.gauge("epsilonMedian", () -> spent.orElseThrow().epsilonMedian());
        }
        spent = Optional.of(now);
    }

    /**
     * Takes the metrics of a removed model out of every reporter. Flink's public interface only
     * does that together with the whole task, hence the class of the runtime.
     */
    void unregister() {
        if (group instanceof AbstractMetricGroup<?> registered) {
            registered.close();
        }
    }
}
