package io.ftte.aggregation;

import io.ftte.schemas.AggregationSettings;

/** A rule with the buffer of a model of one plan, 0, of {@link #LENGTH} components. */
final class TestBuffer {
    static final int LENGTH = 8;

    final AggregationRule rule;
    final ModelBuffer model;
    final PlanBuffer plan;
    final Weight weight = new Weight();

    TestBuffer(AggregationSettings settings) {
        rule = new AggregationRule(settings);
        model = rule.start(1_000, new int[] {0}, new int[] {LENGTH});
        plan = model.plan(0).orElseThrow();
    }

    /** Admits an update of one example and norm 1; publishes when the buffer is full. */
    Weight admit(long orderTime, long baseVersion, double variance) {
        return admit(orderTime, baseVersion, 1, variance, 1);
    }

    Weight admit(long orderTime, long baseVersion, long examples, double variance, double norm) {
        if (rule.admit(model, plan, orderTime, baseVersion, examples, variance, norm, weight)) {
            rule.close(model);
        }
        return weight;
    }

    /** Publishes versions until the model has this one; version v at 1,000 + 10·v ms. */
    void publishUntil(long version) {
        while (model.version < version) {
            admit(1_000 + 10 * (model.version + 1), model.version, 1);
        }
    }
}
