package io.ftte.ondevice.engine;

/**
 * What an engine's memory depends on besides network and plan.
 *
 * @param microBatch most examples that are in memory at once; a batch takes as many passes as it
 *     needs, whose gradients are summed
 */
public record EngineSettings(int microBatch, ConvolutionMethod convolution, Optimizer optimizer) {

    public EngineSettings {
        if (microBatch < 1) {
            throw new IllegalArgumentException(
                    "the micro-batch must be at least 1, got " + microBatch);
        }
    }
}
