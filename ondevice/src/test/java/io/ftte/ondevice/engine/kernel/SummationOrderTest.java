package io.ftte.ondevice.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.ondevice.engine.Samples;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Direct convolution adds up each sum in one order, by fused multiply-adds, however it is blocked:
 * so results are equal in every bit between machines, and between builds.
 */
class SummationOrderTest {

    private static final int TRIALS = 60;

    @Test
    void forward_randomShapes_biasThenChannelsAndTaps() {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < TRIALS; trial++) {
            ConvolutionShape s = shape(random);
            int samples = 1 + random.nextInt(4);
            int weights = samples * s.inputSize();
            int bias = weights + s.filters() * s.fanIn();
            int output = bias + s.filters();
            float[] x = Samples.normal(output + samples * s.outputSize(), trial);

            new DirectConvolution(x, new Tile()).forward(s, samples, 0, weights, bias, output, 0);

            float[] expected = new float[samples * s.outputSize()];
            for (int o = 0; o < expected.length; o++) {
                int n = o / s.outputSize();
                int f = o % s.outputSize() / s.plane();
                float sum = x[bias + f];
                for (int k = 0; k < s.fanIn(); k++) {
                    int at = input(s, n, o % s.plane(), k);
                    float value = at < 0 ? 0f : x[at];
                    sum = Math.fma(x[weights + f * s.fanIn() + k], value, sum);
                }
                expected[o] = sum;
            }
            assertSame(x, output, expected);
        }
    }

    @Test
    void weightGradient_randomShapes_samplesThenPositions() {
        SplittableRandom random = new SplittableRandom(2);
        for (int trial = 0; trial < TRIALS; trial++) {
            ConvolutionShape s = shape(random);
            int samples = 1 + random.nextInt(4);
            int output = samples * s.inputSize();
            int gradient = output + samples * s.outputSize();
            float[] x = Samples.normal(gradient + s.filters() * s.fanIn(), trial);
            float[] expected = Arrays.copyOfRange(x, gradient, x.length);

            new DirectConvolution(x, new Tile()).weightGradient(s, samples, 0, output, gradient, 0);

            for (int w = 0; w < expected.length; w++) {
                int f = w / s.fanIn();
                for (int p = 0; p < samples * s.plane(); p++) {
                    int n = p / s.plane();
                    int at = input(s, n, p % s.plane(), w % s.fanIn());
                    float value = at < 0 ? 0f : x[at];
                    int g = output + (n * s.filters() + f) * s.plane() + p % s.plane();
                    expected[w] = Math.fma(x[g], value, expected[w]);
                }
            }
            assertSame(x, gradient, expected);
        }
    }

    @Test
    void inputGradient_randomShapes_tapsThenFilters() {
        SplittableRandom random = new SplittableRandom(3);
        for (int trial = 0; trial < TRIALS; trial++) {
            ConvolutionShape s = shape(random);
            int samples = 1 + random.nextInt(4);
            int weights = samples * s.inputSize();
            int output = weights + s.filters() * s.fanIn();
            float[] x = Samples.normal(output + samples * s.outputSize(), trial);

            new DirectConvolution(x, new Tile()).inputGradient(s, samples, output, weights, 0, 0);

            float[] expected = new float[samples * s.inputSize()];
            for (int i = 0; i < expected.length; i++) {
                int n = i / s.inputSize();
                int c = i % s.inputSize() / s.inputPlane();
                int row = i % s.inputPlane() / s.inputWidth() + s.paddingHeight();
                int column = i % s.inputWidth() + s.paddingWidth();
                for (int tap = 0; tap < s.taps(); tap++) {
                    int y = row - tap / s.kernelWidth();
                    int z = column - tap % s.kernelWidth();
                    boolean inside = y >= 0 && y < s.height() && z >= 0 && z < s.width();
                    for (int f = 0; f < s.filters(); f++) {
                        int g = output + (n * s.filters() + f) * s.plane() + y * s.width() + z;
                        float weight = x[weights + f * s.fanIn() + c * s.taps() + tap];
                        expected[i] = Math.fma(weight, inside ? x[g] : 0f, expected[i]);
                    }
                }
            }
            assertSame(x, 0, expected);
        }
    }

    /** Where the input of a sample stands that a position sees at k of its patch; −1 outside. */
    private static int input(ConvolutionShape s, int sample, int position, int k) {
        int y = position / s.width() + k % s.taps() / s.kernelWidth() - s.paddingHeight();
        int x = position % s.width() + k % s.kernelWidth() - s.paddingWidth();
        if (y < 0 || y >= s.inputHeight() || x < 0 || x >= s.inputWidth()) {
            return -1;
        }
        return sample * s.inputSize() + k / s.taps() * s.inputPlane() + y * s.inputWidth() + x;
    }

    private static ConvolutionShape shape(SplittableRandom random) {
        int kernel = 1 + random.nextInt(5);
        int padding = random.nextInt(kernel);
        return new ConvolutionShape(
                1 + random.nextInt(40),
                kernel + random.nextInt(10),
                kernel + random.nextInt(20),
                1 + random.nextInt(40),
                kernel,
                kernel,
                padding,
                padding);
    }

    private static void assertSame(float[] x, int at, float[] expected) {
        assertThat(Arrays.copyOfRange(x, at, at + expected.length)).isEqualTo(expected);
    }
}
