package io.ftte.ondevice.training;

import io.ftte.ondevice.engine.ConvolutionMethod;
import io.ftte.ondevice.engine.EngineSettings;
import io.ftte.ondevice.engine.Optimizer;

/**
 * What a device does between reading a model version and sending its update.
 *
 * @param steps steps of SGD, at least 1
 * @param batchSize examples a step, at least 1
 * @param learningRate of the device, above 0
 * @param microBatch most examples a pass, from 1 to the batch size; the gradients of passes are
 *     summed, and a device with less memory takes smaller ones
 * @param logitAdjustment whether the loss knows how rare each class is on the device; see {@link
 *     LogitAdjustment}
 */
public record TrainingSettings(
        int steps, int batchSize, float learningRate, int microBatch, boolean logitAdjustment) {

    public TrainingSettings {
        if (steps < 1 || batchSize < 1 || !(learningRate > 0)) {
            throw new IllegalArgumentException(
                    "steps and batch size must be at least 1 and the learning rate above 0, got "
                            + String.format("%d, %d and %s", steps, batchSize, learningRate));
        }
        if (microBatch < 1 || microBatch > batchSize) {
            throw new IllegalArgumentException(
                    String.format(
                            "the micro-batch must be 1 to %d, the batch, got %d",
                            batchSize, microBatch));
        }
    }

    /** Without micro-batches and logit adjustment. */
    public TrainingSettings(int steps, int batchSize, float learningRate) {
        this(steps, batchSize, learningRate, batchSize, false);
    }

    /** The same but for steps and rate. */
    TrainingSettings with(int otherSteps, float rate) {
        return new TrainingSettings(otherSteps, batchSize, rate, microBatch, logitAdjustment);
    }

    /** The same but for this. */
    public TrainingSettings withLogitAdjustment(boolean adjusted) {
        return new TrainingSettings(steps, batchSize, learningRate, microBatch, adjusted);
    }

    /** How the engine trains: convolutions without scratch memory, SGD. */
    public EngineSettings engine() {
        return new EngineSettings(
                microBatch, ConvolutionMethod.DIRECT, new Optimizer.Sgd(learningRate));
    }
}
