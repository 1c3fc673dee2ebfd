package io.ftte.ondevice.engine.kernel;

import io.ftte.ondevice.engine.kernel.MatrixProduct.Start;
import java.util.Arrays;

/**
 * Convolution as one product of matrices per sample: what each position sees is laid out as a
 * matrix in the scratch space, {@code fanIn·plane} numbers whatever the batch (Chellapilla et al.
 * 2006).
 */
public final class Im2colConvolution implements ConvolutionKernel {

    private final float[] arena;
    private final MatrixProduct product;

    public Im2colConvolution(float[] arena, Tile tile) {
        this.arena = arena;
        this.product = new MatrixProduct(tile);
    }

    @Override
    public void forward(
            ConvolutionShape shape,
            int samples,
            int input,
            int weights,
            int bias,
            int output,
            int scratch) {
        int fanIn = shape.fanIn();
        int plane = shape.plane();
        for (int n = 0; n < samples; n++) {
            int out = output + n * shape.outputSize();
            for (int f = 0; f < shape.filters(); f++) {
                Arrays.fill(arena, out + f * plane, out + (f + 1) * plane, arena[bias + f]);
            }
            writeColumns(shape, input + n * shape.inputSize(), scratch);
            product.multiply(
                    Start.SUM,
                    shape.filters(),
                    plane,
                    fanIn,
                    arena,
                    weights,
                    fanIn,
                    1,
                    scratch,
                    plane,
                    out);
        }
    }

    @Override
    public void weightGradient(
            ConvolutionShape shape,
            int samples,
            int input,
            int outputGradient,
            int gradient,
            int scratch) {
        int fanIn = shape.fanIn();
        int plane = shape.plane();
        int kernelRows = shape.channels() * shape.kernelHeight();
        for (int n = 0; n < samples; n++) {
            int sample = input + n * shape.inputSize();
            for (int p = 0; p < plane; p++) {
                int y = p / shape.width();
                int x = p % shape.width();
                int to = scratch + p * fanIn;
                Patches.read(shape, arena, sample, y, x, 0, kernelRows, arena, to);
            }
            product.multiply(
                    Start.SUM,
                    shape.filters(),
                    fanIn,
                    plane,
                    arena,
                    outputGradient + n * shape.outputSize(),
                    plane,
                    1,
                    scratch,
                    fanIn,
                    gradient);
        }
    }

    @Override
    public void inputGradient(
            ConvolutionShape shape,
            int samples,
            int outputGradient,
            int weights,
            int inputGradient,
            int scratch) {
        int fanIn = shape.fanIn();
        int plane = shape.plane();
        for (int n = 0; n < samples; n++) {
            product.multiply(
                    Start.ZERO,
                    fanIn,
                    plane,
                    shape.filters(),
                    arena,
                    weights,
                    1,
                    fanIn,
                    outputGradient + n * shape.outputSize(),
                    plane,
                    scratch);
            int sample = inputGradient + n * shape.inputSize();
            Arrays.fill(arena, sample, sample + shape.inputSize(), 0f);
            addColumns(shape, scratch, sample);
        }
    }

    /**
     * The matrix [fanIn, plane]: per channel and tap the shifted plane, zeros beyond its borders.
     */
    private void writeColumns(ConvolutionShape shape, int sample, int matrix) {
        int width = shape.width();
        for (int k = 0; k < shape.fanIn(); k++) {
            int tap = k % shape.taps();
            int dy = tap / shape.kernelWidth() - shape.paddingHeight();
            int dx = tap % shape.kernelWidth() - shape.paddingWidth();
            int channel = sample + k / shape.taps() * shape.inputPlane();
            int lo = Math.min(width, Math.max(0, -dx));
            int hi = Math.max(lo, Math.min(width, shape.inputWidth() - dx));
            for (int y = 0; y < shape.height(); y++) {
                int to = matrix + k * shape.plane() + y * width;
                int row = y + dy;
                if (row < 0 || row >= shape.inputHeight()) {
                    Arrays.fill(arena, to, to + width, 0f);
                } else {
                    int from = channel + row * shape.inputWidth() + dx;
                    Arrays.fill(arena, to, to + lo, 0f);
                    System.arraycopy(arena, from + lo, arena, to + lo, hi - lo);
                    Arrays.fill(arena, to + hi, to + width, 0f);
                }
            }
        }
    }

    /** The transpose of {@link #writeColumns}: every element back to where it was read, summed. */
    private void addColumns(ConvolutionShape shape, int matrix, int sample) {
        int width = shape.width();
        for (int k = 0; k < shape.fanIn(); k++) {
            int tap = k % shape.taps();
            int dy = tap / shape.kernelWidth() - shape.paddingHeight();
            int dx = tap % shape.kernelWidth() - shape.paddingWidth();
            int channel = sample + k / shape.taps() * shape.inputPlane();
            int lo = Math.min(width, Math.max(0, -dx));
            int hi = Math.max(lo, Math.min(width, shape.inputWidth() - dx));
            int fromRow = Math.max(0, -dy);
            int toRow = Math.min(shape.height(), shape.inputHeight() - dy);
            for (int y = fromRow; y < toRow; y++) {
                int from = matrix + k * shape.plane() + y * width;
                int to = channel + (y + dy) * shape.inputWidth() + dx;
                for (int x = lo; x < hi; x++) {
                    arena[to + x] += arena[from + x];
                }
            }
        }
    }
}
