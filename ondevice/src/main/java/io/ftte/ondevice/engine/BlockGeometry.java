package io.ftte.ondevice.engine;

import io.ftte.network.Activation;
import io.ftte.network.AveragePool;
import io.ftte.network.Block;
import io.ftte.network.Conv1d;
import io.ftte.network.Conv2d;
import io.ftte.network.Dense;
import io.ftte.network.DepthwiseConv2d;
import io.ftte.network.LayerPlan;
import io.ftte.network.Pool;
import io.ftte.network.Shape;
import io.ftte.network.WeightLayer;
import io.ftte.network.Weights;
import io.ftte.ondevice.engine.kernel.ConvolutionShape;
import io.ftte.ondevice.engine.kernel.Runs;
import io.ftte.ondevice.engine.kernel.Tile;

/**
 * One block of the network and what of it trains, in plain numbers, so that a step computes none of
 * them. A dense layer is a convolution of 1×1 images; so is, without weights, a global pool.
 *
 * @param kind what the block computes
 * @param shape sizes; for a global average pool its input, with as many filters as channels
 * @param activation behind the weights
 * @param poolHeight rows of the pool's window; 1×1 without a pool
 * @param poolWidth columns of the pool's window
 * @param window distance of each value of a window from its upper left corner
 * @param argmaxBits bits kept per pooled value; 0 unless the pool keeps the largest
 * @param kernel index of the kernel in the flat parameter vector
 * @param bias index of the bias in the flat parameter vector
 * @param trainedChannels runs of input channels whose weights train: from, to, from, to, …
 * @param trainsBias whether the bias trains
 */
record BlockGeometry(
        Kind kind,
        ConvolutionShape shape,
        Activation activation,
        int poolHeight,
        int poolWidth,
        int[] window,
        int argmaxBits,
        int kernel,
        int bias,
        int[] trainedChannels,
        boolean trainsBias) {

    enum Kind {
        DENSE,
        CONVOLUTION,
        DEPTHWISE,
        GLOBAL_POOL
    }

    static BlockGeometry of(Block block, LayerPlan plan) {
        Shape input = block.input();
        boolean image = input.rank() == 3;
        int poolWidth = block.pool().map(Pool::size).orElse(1);
        int poolHeight = image ? poolWidth : 1;
        boolean max = block.pool().filter(pool -> !(pool instanceof AveragePool)).isPresent();
        return new BlockGeometry(
                kind(block),
                shape(block),
                block.weights().map(w -> w.layer().activation()).orElse(Activation.NONE),
                poolHeight,
                poolWidth,
                window(poolHeight, poolWidth, block.output()),
                max ? block.pool().orElseThrow().savedBits(block.output()) : 0,
                block.weights().map(w -> w.kernel().offset()).orElse(0),
                block.weights().map(w -> w.bias().offset()).orElse(0),
                Runs.of(plan.inputChannels()),
                plan.bias());
    }

    private static int[] window(int height, int width, Shape output) {
        int rowLength = output.sizes().get(output.rank() - 1);
        int[] window = new int[height * width];
        for (int i = 0; i < window.length; i++) {
            window[i] = i / width * rowLength + i % width;
        }
        return window;
    }

    private static Kind kind(Block block) {
        if (block.weights().isEmpty()) {
            return Kind.GLOBAL_POOL;
        }
        WeightLayer layer = block.weights().get().layer();
        return layer instanceof Dense
                ? Kind.DENSE
                : layer instanceof DepthwiseConv2d ? Kind.DEPTHWISE : Kind.CONVOLUTION;
    }

    private static ConvolutionShape shape(Block block) {
        Shape input = block.input();
        int width = input.rank() == 1 ? 1 : input.sizes().get(input.rank() - 1);
        int height = input.positions() / width;
        int filters = block.output().channels();
        int kernel = 1;
        int padding = 0;
        WeightLayer layer = block.weights().map(Weights::layer).orElse(null);
        if (layer instanceof Conv2d conv) {
            kernel = conv.kernel();
            padding = conv.padding();
        } else if (layer instanceof DepthwiseConv2d conv) {
            kernel = conv.kernel();
            padding = conv.padding();
        } else if (layer instanceof Conv1d conv) {
            kernel = conv.kernel();
            padding = conv.padding();
        }
        boolean image = input.rank() == 3;
        if (kernel > Tile.WIDTH) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: the engine runs kernels up to a width of %d, not %d",
                            block.name(), Tile.WIDTH, kernel));
        }
        return new ConvolutionShape(
                input.channels(),
                height,
                width,
                filters,
                image ? kernel : 1,
                kernel,
                image ? padding : 0,
                padding);
    }

    /** Whether anything in the block trains. */
    boolean trains() {
        return trainsBias || trainedChannels.length > 0;
    }

    /** Number of input channels whose weights train. */
    int trainedCount() {
        return Runs.length(trainedChannels);
    }

    boolean pools() {
        return poolHeight * poolWidth > 1;
    }

    boolean rectifies() {
        return activation != Activation.NONE;
    }

    /** Numbers per sample behind activation and pool. */
    int pooledSize() {
        return shape.filters() * (height() / poolHeight) * (width() / poolWidth);
    }

    /** Numbers per sample that the block reads. */
    int inputSize() {
        return shape.inputSize();
    }

    /** Numbers per sample before the pool. */
    int outputSize() {
        return shape.filters() * height() * width();
    }

    /** Rows of an output channel. */
    int height() {
        return kind == Kind.GLOBAL_POOL ? 1 : shape.height();
    }

    /** Columns of an output channel. */
    int width() {
        return kind == Kind.GLOBAL_POOL ? 1 : shape.width();
    }

    /** Numbers per sample of the input that the weights' gradient needs. */
    int savedInputSize() {
        return trainedCount() * shape.inputPlane();
    }

    /** Numbers of the im2col matrix of one sample. */
    int columns() {
        return kind == Kind.CONVOLUTION ? shape.fanIn() * shape.plane() : 0;
    }

    /** Outputs that share an input channel's weights: one for a depthwise convolution. */
    int kernelFilters() {
        return kind == Kind.DEPTHWISE ? 1 : shape.filters();
    }

    /** Number of trainable weights. */
    int trainedWeights() {
        return kernelFilters() * trainedCount() * shape.taps();
    }

    /** Number of trainable parameters. */
    int trainedParameters() {
        return trainedWeights() + (trainsBias ? shape.filters() : 0);
    }
}
