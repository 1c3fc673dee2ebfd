package io.ftte.ondevice.engine.kernel;

/**
 * The sizes of a convolution of stride 1 over one sample. One dimension is an image of height 1.
 *
 * @param channels input channels
 * @param inputHeight rows of an input channel
 * @param inputWidth columns of an input channel
 * @param filters output channels
 * @param kernelHeight rows of the kernel
 * @param kernelWidth columns of the kernel
 * @param paddingHeight rows of zeros above and below the input
 * @param paddingWidth columns of zeros on either side
 */
public record ConvolutionShape(
        int channels,
        int inputHeight,
        int inputWidth,
        int filters,
        int kernelHeight,
        int kernelWidth,
        int paddingHeight,
        int paddingWidth) {

    /** Rows of an output channel. */
    public int height() {
        return inputHeight + 2 * paddingHeight - kernelHeight + 1;
    }

    /** Columns of an output channel. */
    public int width() {
        return inputWidth + 2 * paddingWidth - kernelWidth + 1;
    }

    /** Numbers in one input channel. */
    public int inputPlane() {
        return inputHeight * inputWidth;
    }

    /** Numbers in one output channel. */
    public int plane() {
        return height() * width();
    }

    /** Numbers in the kernel of one pair of channels. */
    public int taps() {
        return kernelHeight * kernelWidth;
    }

    /** Numbers that one output sums over. */
    public int fanIn() {
        return channels * taps();
    }

    /** Numbers in one input sample. */
    public int inputSize() {
        return channels * inputPlane();
    }

    /** Numbers in one output sample. */
    int outputSize() {
        return filters * plane();
    }

    /** The same over another number of input channels. */
    public ConvolutionShape withChannels(int count) {
        return new ConvolutionShape(
                count,
                inputHeight,
                inputWidth,
                filters,
                kernelHeight,
                kernelWidth,
                paddingHeight,
                paddingWidth);
    }
}
