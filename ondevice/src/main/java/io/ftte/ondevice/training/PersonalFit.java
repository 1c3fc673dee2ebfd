package io.ftte.ondevice.training;

import io.ftte.network.Network;
import io.ftte.ondevice.data.RandomInts;
import io.ftte.ondevice.data.SeededInts;
import io.ftte.ondevice.engine.Examples;

/**
 * Fits a device's personal parameters to a model before it uses them. In training they have moved
 * along with a body that the server has averaged since with the others', and the last few steps of
 * SGD are noise: on the present body they may serve worse than none of one's own. So they train
 * some steps more on the device's examples with the body as it is. What the device trains on from
 * stays as it was.
 *
 * <p>The same call gives the same bits; safe for several threads, each with memory of its own.
 */
public final class PersonalFit {
    private static final int STEPS = 20;

    /** Of the training's rate: at all of it the fit would be as noisy as what it mends. */
    private static final float RATE = 0.2f;

    private final Network network;
    private final TrainingSettings settings;

    /**
     * @param training the device's, but for the number of steps and the rate
     */
    public PersonalFit(Network network, TrainingSettings training) {
        this.network = network;
        settings = training.with(STEPS, RATE * training.learningRate());
    }

    /**
     * A model to use.
     *
     * @param model the network's flat vector, the device's personal values in it; left as it is
     * @param personal the personal parameters alone
     * @param own at least one example
     * @param budgetBytes memory that a step may take; examples pass one by one where it is short
     */
    public float[] of(float[] model, TrainableSubset personal, Examples own, long budgetBytes) {
        LocalTrainer trainer = new LocalTrainer(network, settings);
        int microBatch = trainer.microBatch(personal, budgetBytes).orElse(1);
        RandomInts order = SeededInts.of(0, 0);
        trainer.train(model, personal, microBatch, own, order);
        return trainer.trained();
    }
}
