package io.ftte.ondevice.engine.kernel;

import static org.assertj.core.api.Assertions.fail;

import io.ftte.ondevice.engine.ConvolutionMethod;
import io.ftte.ondevice.engine.Samples;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Every kernel against the same sums written down one number after another. */
class ConvolutionKernelTest {

    private static final int TRIALS = 90;

    /** Where the operands stand in an array filled with random numbers. */
    private record Operands(
            int input, int weights, int bias, int output, int gradient, int scratch, float[] x) {

        static Operands of(ConvolutionShape shape, int samples, long seed) {
            int weights = samples * shape.inputSize();
            int bias = weights + shape.filters() * shape.fanIn();
            int output = bias + shape.filters();
            int gradient = output + samples * shape.outputSize();
            int scratch = gradient + shape.filters() * shape.fanIn();
            int end = scratch + shape.fanIn() * shape.plane();
            return new Operands(
                    0, weights, bias, output, gradient, scratch, Samples.normal(end, seed));
        }
    }

    @Test
    void im2col_randomShapes_equalsScalarReference() {
        checkConvolution(ConvolutionMethod.IM2COL);
    }

    @Test
    void direct_randomShapes_equalsScalarReference() {
        checkConvolution(ConvolutionMethod.DIRECT);
    }

    @Test
    void dense_randomShapes_equalsScalarReference() {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < TRIALS; trial++) {
            ConvolutionShape shape =
                    new ConvolutionShape(
                            1 + random.nextInt(700), 1, 1, 1 + random.nextInt(70), 1, 1, 0, 0);
            int samples = 1 + random.nextInt(40);
            Operands o = Operands.of(shape, samples, trial);
            check(shape, samples, o, new DenseKernel(o.x(), new Tile()));
        }
    }

    private static void checkConvolution(ConvolutionMethod method) {
        SplittableRandom random = new SplittableRandom(2);
        for (int trial = 0; trial < TRIALS; trial++) {
            ConvolutionShape shape = shape(random, trial);
            int samples = 1 + random.nextInt(4);
            Operands o = Operands.of(shape, samples, trial);
            check(
                    shape,
                    samples,
                    o,
                    method == ConvolutionMethod.IM2COL
                            ? new Im2colConvolution(o.x(), new Tile())
                            : new DirectConvolution(o.x(), new Tile()));
        }
    }

    /** One shape in three is a series, some longer than a tile is wide. */
    private static ConvolutionShape shape(SplittableRandom random, int trial) {
        int kernel = 1 + random.nextInt(5);
        int padding = random.nextInt(kernel);
        int width = kernel + random.nextInt(trial % 3 == 0 ? 700 : 20);
        int height = trial % 3 == 0 ? 1 : kernel + random.nextInt(12);
        return new ConvolutionShape(
                1 + random.nextInt(9),
                height,
                width,
                1 + random.nextInt(40),
                trial % 3 == 0 ? 1 : kernel,
                kernel,
                trial % 3 == 0 ? 0 : padding,
                padding);
    }

    private static void check(
            ConvolutionShape shape, int samples, Operands o, ConvolutionKernel kernel) {
        float[] before = o.x().clone();

        kernel.weightGradient(shape, samples, o.input(), o.output(), o.gradient(), o.scratch());
        float[] gradient = before.clone();
        ScalarConvolution.weightGradient(
                shape, samples, gradient, o.input(), o.output(), o.gradient());
        assertClose(o.x(), gradient, o.gradient(), shape.filters() * shape.fanIn());

        kernel.forward(shape, samples, o.input(), o.weights(), o.bias(), o.output(), o.scratch());
        float[] forward = before.clone();
        ScalarConvolution.forward(
                shape, samples, forward, o.input(), o.weights(), o.bias(), o.output());
        assertClose(o.x(), forward, o.output(), samples * shape.outputSize());

        System.arraycopy(before, 0, o.x(), 0, before.length);
        kernel.inputGradient(shape, samples, o.output(), o.weights(), o.input(), o.scratch());
        float[] input = before.clone();
        ScalarConvolution.inputGradient(shape, samples, input, o.output(), o.weights(), o.input());
        assertClose(o.x(), input, o.input(), samples * shape.inputSize());
    }

    private static void assertClose(float[] actual, float[] expected, int at, int count) {
        for (int i = at; i < at + count; i++) {
            float tolerance = 2e-4f * (1 + Math.abs(expected[i]));
            if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) {
                fail("[%d] is %s instead of %s", i - at, actual[i], expected[i]);
            }
        }
    }
}
