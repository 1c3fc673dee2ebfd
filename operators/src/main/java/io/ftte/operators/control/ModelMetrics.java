package io.ftte.operators.control;

import io.ftte.control.Model;
import io.ftte.operators.runtime.RejectionMetrics;
import io.ftte.schemas.RejectionReason;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.MetricGroup;

/** The metrics of all models of a Sequencer's subtask, and its accumulators. */
final class ModelMetrics {
    private final MetricGroup operator;
    private final LongCounter admitted = new LongCounter();
    private final LongCounter late = new LongCounter();
    private final Map<String, SequencerMetrics> registered = new HashMap<>();
    private final RejectionMetrics unknown;

    ModelMetrics(RuntimeContext context) {
        operator = context.getMetricGroup();
        unknown = RejectionMetrics.ofUnknownModels(operator);
        context.addAccumulator(Sequencer.ADMITTED, admitted);
        context.addAccumulator(Sequencer.LATE, late);
    }

    /** Of a registered model. */
    SequencerMetrics of(String modelId, int fill) {
        return registered.computeIfAbsent(modelId, id -> new SequencerMetrics(operator, id, fill));
    }

    /** Counts an update of all models together. */
    void admitted(boolean isLate) {
        admitted.add(1);
        late.add(isLate ? 1 : 0);
    }

    void rejected(String modelId, Model model, RejectionReason reason) {
        if (model.isRegistered()) {
            of(modelId, model.fill()).rejected(reason);
        } else {
            unknown.count(reason);
        }
    }

    /** After a control record: a model is there from now on, or no longer. */
    void follow(String modelId, Model model) {
        if (model.isRegistered()) {
            SequencerMetrics known = of(modelId, model.fill());
            model.spent().ifPresent(known::spent);
        } else if (registered.containsKey(modelId)) {
            registered.remove(modelId).unregister();
        }
    }
}
