package io.ftte.selection;

import java.io.Serializable;

/**
 * How a device trains, apart from what.
 *
 * @param batch examples per step
 * @param microBatch examples per pass; a step sums the gradients of its passes
 */
public record TrainingSetup(
        int batch, int microBatch, Convolution convolution, DeviceOptimizer optimizer)
        implements Serializable {

    /**
     * @throws IllegalArgumentException if the micro-batch is below 1 or above the batch
     */
    public TrainingSetup {
        if (batch < 1) {
            throw new IllegalArgumentException("the batch is " + batch + "; give 1 or more");
        }
        if (microBatch < 1 || microBatch > batch) {
            throw new IllegalArgumentException(
                    "the micro-batch is %d; give 1 to %d, the batch".formatted(microBatch, batch));
        }
    }

    /** The same without micro-batches. */
    public TrainingSetup wholeBatch() {
        return withMicroBatch(batch);
    }

    /**
     * The same in other micro-batches.
     *
     * @throws IllegalArgumentException if the micro-batch is below 1 or above the batch
     */
    public TrainingSetup withMicroBatch(int examples) {
        return new TrainingSetup(batch, examples, convolution, optimizer);
    }
}
