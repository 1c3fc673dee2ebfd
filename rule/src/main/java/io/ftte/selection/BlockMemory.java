package io.ftte.selection;

import io.ftte.network.Block;
import io.ftte.network.Weights;

/**
 * The bytes that one layer contributes to the memory model.
 *
 * @param index among the network's blocks
 * @param microBatch b, samples per pass
 */
record BlockMemory(int index, Block block, int microBatch, Convolution convolution) {

    /**
     * What the backward pass needs of this layer if it lies in the trained part: the trained
     * channels of the input (the gradient of their weights), one bit per output of a rectifier, and
     * the index of each maximum.
     *
     * @param channels input channels whose weights train
     */
    long saved(int channels) {
        long input = floats((long) channels * block.input().positions());
        long mask =
                block.weights()
                        .map(
                                w ->
                                        bits(
                                                block.output().elements(),
                                                w.layer().activation().savedBits()))
                        .orElse(0L);
        long argmax =
                block.pool()
                        .map(p -> bits(block.pooled().elements(), p.savedBits(block.output())))
                        .orElse(0L);
        return input + mask + argmax;
    }

    /** The input for the whole micro-batch. */
    long input() {
        return floats(block.input().elements());
    }

    /** Forward in the trained part, without scratch: input and output of the micro-batch. */
    long forward() {
        return floats((long) block.input().elements() + block.output().elements());
    }

    /**
     * Forward in the frozen part, without scratch: one sample at a time. A pool there works in
     * place and needs no moment of its own.
     */
    long streamed() {
        return Float.BYTES * ((long) block.input().elements() + block.output().elements());
    }

    /** Through the pool, either way; 0 without one. */
    long pool() {
        return block.pool().isEmpty()
                ? 0
                : floats((long) block.output().elements() + block.pooled().elements());
    }

    /**
     * Backward, without scratch: the gradient of the output, and that of the input if a layer
     * before this one trains.
     */
    long backward(boolean first) {
        return floats(block.output().elements()) + (first ? 0 : input());
    }

    long scratch() {
        return block.weights().map(convolution::scratchBytes).orElse(0L);
    }

    /** The largest moment of this layer in the trained part, without what others have saved. */
    long largest(int channels, boolean first) {
        long saved = saved(channels);
        return Math.max(
                forward() + scratch(),
                Math.max(
                        saved + backward(first) + scratch(),
                        block.pool().isEmpty() ? 0 : saved + pool()));
    }

    /** Trainable parameters: the bias and the weights of some input channels. */
    static int parameters(Weights weights, int channels) {
        return weights.bias().shape().elements() + channels * weights.weightsPerChannel();
    }

    private long floats(long perSample) {
        return Float.BYTES * microBatch * perSample;
    }

    /** Whole bytes, then rounded up to 4. */
    private long bits(long elements, int bits) {
        return (microBatch * elements * bits + 31) / 32 * 4;
    }
}
