package io.ftte.devices.simulation;

import io.ftte.ondevice.engine.ConvolutionMethod;
import io.ftte.ondevice.engine.EngineSettings;
import io.ftte.ondevice.engine.Examples;
import io.ftte.ondevice.engine.Optimizer;
import io.ftte.ondevice.engine.TrainingEngine;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Examples as the first trainable layer sees them: what frozen layers make of an example never
 * changes, so each is run through them once. Thread-safe.
 */
final class FrozenOutputs implements Examples {
    private final Examples raw;
    private final Suffix suffix;
    private final float[] parameters;
    private final AtomicReferenceArray<float[]> outputs;
    private final Queue<TrainingEngine> engines = new ConcurrentLinkedQueue<>();

    /**
     * @param parameters the whole network's flat vector, of which the frozen part is used
     */
    FrozenOutputs(Examples raw, Suffix suffix, float[] parameters) {
        this.raw = raw;
        this.suffix = suffix;
        this.parameters = parameters;
        this.outputs = new AtomicReferenceArray<>(raw.size());
    }

    /** The examples themselves where nothing is frozen. */
    static Examples of(Examples raw, Suffix suffix, float[] parameters) {
        return suffix.first() == 0 ? raw : new FrozenOutputs(raw, suffix, parameters);
    }

    @Override
    public int size() {
        return raw.size();
    }

    @Override
    public int width() {
        return suffix.network().input().elements();
    }

    @Override
    public int label(int example) {
        return raw.label(example);
    }

    @Override
    public void read(int example, float[] into, int at) {
        float[] output = outputs.get(example);
        if (output == null) {
            output = compute(example);
            outputs.set(example, output);
        }
        System.arraycopy(output, 0, into, at, output.length);
    }

    private float[] compute(int example) {
        TrainingEngine engine = engines.poll();
        if (engine == null) {
            engine =
                    new TrainingEngine(
                            suffix.plan(),
                            new EngineSettings(1, ConvolutionMethod.DIRECT, new Optimizer.Sgd(1)));
            engine.load(parameters);
        }
        float[] output = new float[width()];
        engine.frozenPrefix(raw, example, output);
        engines.add(engine);
        return output;
    }
}
