package io.ftte.ondevice.engine;

import io.ftte.ondevice.engine.kernel.ConvolutionKernel;
import io.ftte.ondevice.engine.kernel.ConvolutionShape;
import io.ftte.ondevice.engine.kernel.DenseKernel;
import io.ftte.ondevice.engine.kernel.DepthwiseConvolution;
import io.ftte.ondevice.engine.kernel.DirectConvolution;
import io.ftte.ondevice.engine.kernel.Im2colConvolution;
import io.ftte.ondevice.engine.kernel.Tile;

/** Computes blocks one at a time: picks the kernel of each and says where its operands stand. */
final class BlockRunner {

    private final ArenaLayout layout;
    private final float[] arena;
    private final BlockGeometry[] blocks;

    /** Per block the sizes with the trained input channels only. */
    private final ConvolutionShape[] trained;

    /** Per block where its gradients stand. */
    private final int[] gradients;

    private final ConvolutionKernel convolution;
    private final ConvolutionKernel dense;
    private final DepthwiseConvolution depthwise;
    private final Pooling pooling;

    BlockRunner(ArenaLayout layout, ConvolutionMethod method, float[] arena) {
        this.layout = layout;
        this.arena = arena;
        Tile tile = new Tile();
        blocks = layout.blocks().toArray(BlockGeometry[]::new);
        trained = new ConvolutionShape[blocks.length];
        gradients = new int[blocks.length];
        int gradient = layout.gradients();
        for (int l = 0; l < blocks.length; l++) {
            trained[l] = blocks[l].shape().withChannels(blocks[l].trainedCount());
            gradients[l] = gradient;
            gradient += blocks[l].trainedParameters();
        }
        convolution =
                method == ConvolutionMethod.IM2COL
                        ? new Im2colConvolution(arena, tile)
                        : new DirectConvolution(arena, tile);
        dense = new DenseKernel(arena, tile);
        depthwise = new DepthwiseConvolution(arena, tile);
        pooling = new Pooling(arena);
    }

    int count() {
        return blocks.length;
    }

    BlockGeometry block(int l) {
        return blocks[l];
    }

    /** Where the gradients of a block stand: trained weights, then the bias if it trains. */
    int gradient(int l) {
        return gradients[l];
    }

    Pooling pooling() {
        return pooling;
    }

    /** Computes {@link ArenaLayout#output} from samples at {@code input}. */
    void forward(int l, int samples, int input) {
        BlockGeometry block = blocks[l];
        ConvolutionShape shape = block.shape();
        int output = layout.output(l, samples);
        int scratch = layout.scratch(l, samples);
        int kernel = block.kernel();
        int bias = block.bias();
        switch (block.kind()) {
            case DENSE -> dense.forward(shape, samples, input, kernel, bias, output, scratch);
            case CONVOLUTION ->
                    convolution.forward(shape, samples, input, kernel, bias, output, scratch);
            case DEPTHWISE -> depthwise.forward(shape, samples, input, kernel, bias, output);
            case GLOBAL_POOL ->
                    pooling.globalForward(
                            samples * shape.channels(), shape.inputPlane(), input, output);
        }
    }

    /** Adds to the gradients of what trains in a block. */
    void parameterGradient(int l, int samples) {
        BlockGeometry block = blocks[l];
        int output = layout.output(l, samples);
        int scratch = layout.scratch(l, samples);
        int input = layout.stack(l);
        if (trained[l].channels() > 0) {
            switch (block.kind()) {
                case DENSE ->
                        dense.weightGradient(
                                trained[l], samples, input, output, gradients[l], scratch);
                case CONVOLUTION ->
                        convolution.weightGradient(
                                trained[l], samples, input, output, gradients[l], scratch);
                case DEPTHWISE ->
                        depthwise.weightGradient(
                                block.shape(),
                                block.trainedChannels(),
                                samples,
                                input,
                                output,
                                gradients[l]);
                case GLOBAL_POOL -> throw new IllegalStateException("a pool trains nothing");
            }
        }
        if (block.trainsBias()) {
            biasGradient(block, samples, output, gradients[l] + block.trainedWeights());
        }
    }

    private void biasGradient(BlockGeometry block, int samples, int output, int gradient) {
        int filters = block.shape().filters();
        int plane = block.shape().plane();
        for (int i = 0; i < samples * filters; i++) {
            arena[gradient + i % filters] += sum(output + i * plane, plane);
        }
    }

    /** Four sums at a time: one alone would wait for the addition before it. */
    private float sum(int at, int count) {
        float s0 = 0f;
        float s1 = 0f;
        float s2 = 0f;
        float s3 = 0f;
        int i = at;
        for (; i < at + count - 3; i += 4) {
            s0 += arena[i];
            s1 += arena[i + 1];
            s2 += arena[i + 2];
            s3 += arena[i + 3];
        }
        for (; i < at + count; i++) {
            s0 += arena[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** Computes the derivative with respect to what a block read, right above what it saved. */
    void inputGradient(int l, int samples) {
        BlockGeometry block = blocks[l];
        ConvolutionShape shape = block.shape();
        int output = layout.output(l, samples);
        int scratch = layout.scratch(l, samples);
        int input = layout.stack(l + 1);
        int kernel = block.kernel();
        switch (block.kind()) {
            case DENSE -> dense.inputGradient(shape, samples, output, kernel, input, scratch);
            case CONVOLUTION ->
                    convolution.inputGradient(shape, samples, output, kernel, input, scratch);
            case DEPTHWISE -> depthwise.inputGradient(shape, samples, output, kernel, input);
            case GLOBAL_POOL ->
                    pooling.globalBackward(
                            samples * shape.channels(), shape.inputPlane(), output, input);
        }
    }
}
