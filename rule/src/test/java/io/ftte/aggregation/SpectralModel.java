package io.ftte.aggregation;

import io.ftte.network.Layer;
import io.ftte.network.Network;
import io.ftte.network.Shape;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.settings.OptimizerName;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJsonWriter;
import io.ftte.schemas.text.NetworkTensors;
import java.util.List;
import java.util.Optional;

/** A network's registration under the spectral step, and steps of it. */
record SpectralModel(Network network, AggregationSettings settings) {
    static final double RATE = 0.1;
    static final double EPSILON = 1e-3;

    static SpectralModel of(Shape input, Layer... layers) {
        return new SpectralModel(new Network(input, List.of(layers)), spectral().build());
    }

    static AggregationSettings.Builder spectral() {
        return TestSettings.defaults()
                .setServerLearningRate(RATE)
                .setServerOptimizer(TestSettings.optimizer(OptimizerName.SPECTRAL).build());
    }

    ModelRegistration head() {
        return ModelDefinition.of(
                        "m",
                        0,
                        NetworkTensors.of(network),
                        List.of(),
                        settings,
                        new float[network.parameterCount()],
                        Optional.of(NetworkJsonWriter.write(network)))
                .head();
    }

    ModelStep step() {
        return new ModelStep(settings, head());
    }

    /** The parameters after one step from zeros. */
    float[] step(float[] sum, double[] divisor) {
        ModelStep step = step();
        ShardModel model = step.begin(new float[sum.length]);
        step.apply(model, sum.clone(), divisor.clone(), 1, 1);
        return model.parameters;
    }
}
