package io.ftte.ondevice.training;

import io.ftte.ondevice.engine.Examples;
import io.ftte.ondevice.engine.TrainingEngine;

/** One local training, step by step; it can be left after any of them. Not thread-safe. */
public final class TrainingRun {

    private final TrainingEngine engine;
    private final TrainableSubset trainable;
    private final float[] base;
    private final Examples own;
    private final Minibatches batches;
    private final float[] trained;

    TrainingRun(
            TrainingEngine engine,
            TrainableSubset trainable,
            float[] base,
            Examples own,
            Minibatches batches,
            float[] trained) {
        this.engine = engine;
        this.trainable = trainable;
        this.base = base;
        this.own = own;
        this.batches = batches;
        this.trained = trained;
    }

    /**
     * One step on the next minibatch.
     *
     * @return the mean cross-entropy over the minibatch before the step, in nats, with what {@link
     *     LogitAdjustment} adds
     * @throws IllegalArgumentException one line, if the examples do not fit the network, are none
     *     or hold a number that is not finite; the parameters are then as before
     */
    public double step() {
        return engine.step(own, batches.next(), 0, batches.size());
    }

    /**
     * What was learned so far: parameters after minus before, in the order of the plan's vector.
     */
    public float[] delta() {
        engine.parameters(trained);
        return trainable.delta(base, trained);
    }
}
