package io.ftte.ondevice.engine.kernel;

import io.ftte.ondevice.engine.kernel.MatrixProduct.Start;

/** The products of a dense layer, which are those of a convolution of 1×1 images. */
public final class DenseKernel implements ConvolutionKernel {

    private final float[] arena;
    private final MatrixProduct product;

    public DenseKernel(float[] arena, Tile tile) {
        this.arena = arena;
        this.product = new MatrixProduct(tile);
    }

    /** Four sums at a time: one alone would wait for the addition before it. */
    @Override
    public void forward(
            ConvolutionShape shape,
            int samples,
            int input,
            int weights,
            int bias,
            int output,
            int scratch) {
        int inputs = shape.channels();
        int units = shape.filters();
        for (int n = 0; n < samples; n++) {
            int x = input + n * inputs;
            for (int u = 0; u < units; u++) {
                arena[output + n * units + u] =
                        arena[bias + u] + dot(weights + u * inputs, x, inputs);
            }
        }
    }

    private float dot(int a, int b, int count) {
        float s0 = 0f;
        float s1 = 0f;
        float s2 = 0f;
        float s3 = 0f;
        int i = 0;
        for (; i < count - 3; i += 4) {
            s0 += arena[a + i] * arena[b + i];
            s1 += arena[a + i + 1] * arena[b + i + 1];
            s2 += arena[a + i + 2] * arena[b + i + 2];
            s3 += arena[a + i + 3] * arena[b + i + 3];
        }
        for (; i < count; i++) {
            s0 += arena[a + i] * arena[b + i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    @Override
    public void weightGradient(
            ConvolutionShape shape,
            int samples,
            int input,
            int outputGradient,
            int gradient,
            int scratch) {
        int units = shape.filters();
        int inputs = shape.channels();
        product.multiply(
                Start.SUM,
                units,
                inputs,
                samples,
                arena,
                outputGradient,
                1,
                units,
                input,
                inputs,
                gradient);
    }

    @Override
    public void inputGradient(
            ConvolutionShape shape,
            int samples,
            int outputGradient,
            int weights,
            int inputGradient,
            int scratch) {
        int units = shape.filters();
        int inputs = shape.channels();
        product.multiply(
                Start.ZERO,
                samples,
                inputs,
                units,
                arena,
                outputGradient,
                units,
                1,
                weights,
                inputs,
                inputGradient);
    }
}
