package io.ftte.ondevice.engine.kernel;

/**
 * The three products of a convolution over arrays {@code [samples, channels, height, width]} in the
 * arena. Where they stand is said by index; nothing overlaps.
 */
public interface ConvolutionKernel {

    /** Output = weights ∗ input + bias. */
    void forward(
            ConvolutionShape shape,
            int samples,
            int input,
            int weights,
            int bias,
            int output,
            int scratch);

    /**
     * Adds the loss's derivative with respect to the weights to what stands at {@code gradient}.
     */
    void weightGradient(
            ConvolutionShape shape,
            int samples,
            int input,
            int outputGradient,
            int gradient,
            int scratch);

    /** Sets the loss's derivative with respect to the input. */
    void inputGradient(
            ConvolutionShape shape,
            int samples,
            int outputGradient,
            int weights,
            int inputGradient,
            int scratch);
}
