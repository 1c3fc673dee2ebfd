package io.ftte.devices.simulation;

import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.engine.ConvolutionMethod;
import io.ftte.ondevice.engine.EngineSettings;
import io.ftte.ondevice.engine.Examples;
import io.ftte.ondevice.engine.Optimizer;
import io.ftte.ondevice.engine.TrainingEngine;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Measures models, on any number of threads at once. */
final class Evaluator {
    private final Suffix suffix;
    private final Queue<TrainingEngine> engines = new ConcurrentLinkedQueue<>();

    Evaluator(Suffix suffix) {
        this.suffix = suffix;
    }

    /**
     * Share of examples told right.
     *
     * @param parameters the whole network's flat vector
     * @param examples as the suffix reads them
     */
    double accuracy(float[] parameters, Examples examples) {
        TrainingEngine engine = engines.poll();
        if (engine == null) {
            engine =
                    new TrainingEngine(
                            NetworkPlan.full(suffix.network()),
                            new EngineSettings(1, ConvolutionMethod.DIRECT, new Optimizer.Sgd(1)));
        }
        engine.load(suffix.parameters(parameters));
        double accuracy = engine.accuracy(examples);
        engines.add(engine);
        return accuracy;
    }
}
