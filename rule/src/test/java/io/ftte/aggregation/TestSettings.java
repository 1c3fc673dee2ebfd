package io.ftte.aggregation;

import io.ftte.schemas.AgeSettings;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ServerOptimizer;
import io.ftte.schemas.VarianceSettings;
import io.ftte.schemas.settings.AgeFunction;
import io.ftte.schemas.settings.OptimizerName;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.Words;

/** Aggregation settings of tests: the defaults, but for what a test is about. */
final class TestSettings {
    private TestSettings() {}

    static AggregationSettings.Builder defaults() {
        return AggregationSettings.newBuilder(AggregationJson.defaults());
    }

    static AgeSettings.Builder age(AgeFunction function) {
        return AgeSettings.newBuilder().setFunction(Words.of(function));
    }

    static VarianceSettings variance(double exponent, int window, int minimum) {
        return VarianceSettings.newBuilder()
                .setExponent(exponent)
                .setWindow(window)
                .setMinimum(minimum)
                .build();
    }

    static ServerOptimizer.Builder optimizer(OptimizerName name) {
        return ServerOptimizer.newBuilder().setName(Words.of(name));
    }

    /** Weights that are 1 whatever the update, so that a test sees one factor alone. */
    static AggregationSettings.Builder unweighted() {
        return defaults().setAge(age(AgeFunction.CONSTANT).build()).setVariance(variance(0, 64, 5));
    }
}
