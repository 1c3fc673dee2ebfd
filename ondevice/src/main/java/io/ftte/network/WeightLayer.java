package io.ftte.network;

/** A layer with a kernel and a bias, and the activation behind it. */
public sealed interface WeightLayer extends Layer permits Dense, Conv2d, DepthwiseConv2d, Conv1d {

    /** Unique in the network; its tensors are {@code name/kernel} and {@code name/bias}. */
    String name();

    Activation activation();

    /** The kernel's shape: {@code [out, in, …]}, as PyTorch has it. */
    Shape kernel(Shape input);

    /** Number of inputs that one output sums over, for the initial parameters. */
    int fanIn(Shape input);

    /**
     * Floats of the im2col matrix of one sample; 0 where a layer has no use for one, which are the
     * dense one and the depthwise convolution: its matrix would not be shared by any two outputs.
     *
     * @return elements, not bytes
     */
    long columns(Shape input);

    /**
     * Kernel elements that belong to one input channel. A plan trains whole input channels, because
     * the gradient of a channel's weights needs that channel of the input and no other.
     */
    default int weightsPerChannel(Shape input) {
        return kernel(input).elements() / input.channels();
    }

    /** Refuses what no layer can have. */
    static void check(String name, String what, int units) {
        if (name.isBlank() || name.contains("/")) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name for a layer: give one without a slash");
        }
        if (units < 1) {
            throw new IllegalArgumentException(
                    String.format("%s needs at least 1 %s, not %d", name, what, units));
        }
    }
}
