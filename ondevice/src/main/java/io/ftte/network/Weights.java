package io.ftte.network;

/**
 * A weight layer in its place.
 *
 * @param index among the network's weight layers, from 0
 * @param input what the layer reads
 */
public record Weights(
        int index, WeightLayer layer, Shape input, NetworkTensor kernel, NetworkTensor bias) {

    static Weights at(int index, WeightLayer layer, Shape input, int offset) {
        NetworkTensor kernel =
                new NetworkTensor(layer.name() + "/kernel", layer.kernel(input), offset);
        int units = kernel.shape().channels();
        return new Weights(
                index,
                layer,
                input,
                kernel,
                new NetworkTensor(layer.name() + "/bias", Shape.of(units), kernel.end()));
    }

    /** Input channels, which for a dense layer are the features. */
    public int channels() {
        return input.channels();
    }

    /** Kernel elements that belong to one input channel. */
    public int weightsPerChannel() {
        return layer.weightsPerChannel(input);
    }

    /**
     * How many runs a channel's elements form in the flat vector: one per output, or one in all for
     * a depthwise convolution.
     */
    public int runs() {
        return layer instanceof DepthwiseConv2d ? 1 : kernel.shape().channels();
    }

    /** Length of each run of a channel. */
    public int runLength() {
        return weightsPerChannel() / runs();
    }

    /** Flat index of the first element of a channel's run. */
    public int runStart(int run, int channel) {
        return kernel.offset() + (run * channels() + channel) * runLength();
    }
}
