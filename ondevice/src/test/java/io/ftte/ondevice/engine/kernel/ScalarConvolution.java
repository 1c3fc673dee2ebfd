package io.ftte.ondevice.engine.kernel;

/** The three products of a convolution, written as they are defined: the kernels' reference. */
final class ScalarConvolution {

    private ScalarConvolution() {}

    /** What happens at each pair of an output and an input that meet in a weight. */
    private interface Meeting {
        void at(int output, int input, int weight);
    }

    static void forward(
            ConvolutionShape shape,
            int samples,
            float[] x,
            int input,
            int weights,
            int bias,
            int output) {
        double[] sums = new double[samples * shape.outputSize()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = x[bias + i / shape.plane() % shape.filters()];
        }
        meet(shape, samples, (o, i, w) -> sums[o] += (double) x[weights + w] * x[input + i]);
        store(sums, x, output);
    }

    static void weightGradient(
            ConvolutionShape shape, int samples, float[] x, int input, int output, int gradient) {
        double[] sums = new double[shape.filters() * shape.fanIn()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = x[gradient + i];
        }
        meet(shape, samples, (o, i, w) -> sums[w] += (double) x[output + o] * x[input + i]);
        store(sums, x, gradient);
    }

    static void inputGradient(
            ConvolutionShape shape, int samples, float[] x, int output, int weights, int input) {
        double[] sums = new double[samples * shape.inputSize()];
        meet(shape, samples, (o, i, w) -> sums[i] += (double) x[output + o] * x[weights + w]);
        store(sums, x, input);
    }

    private static void store(double[] sums, float[] x, int at) {
        for (int i = 0; i < sums.length; i++) {
            x[at + i] = (float) sums[i];
        }
    }

    private static void meet(ConvolutionShape s, int samples, Meeting meeting) {
        for (int o = 0; o < samples * s.outputSize(); o++) {
            int n = o / s.outputSize();
            int f = o % s.outputSize() / s.plane();
            int top = o % s.plane() / s.width() - s.paddingHeight();
            int left = o % s.width() - s.paddingWidth();
            for (int w = 0; w < s.fanIn(); w++) {
                int c = w / s.taps();
                int y = top + w % s.taps() / s.kernelWidth();
                int x = left + w % s.kernelWidth();
                if (y >= 0 && y < s.inputHeight() && x >= 0 && x < s.inputWidth()) {
                    int i = n * s.inputSize() + c * s.inputPlane() + y * s.inputWidth() + x;
                    meeting.at(o, i, f * s.fanIn() + w);
                }
            }
        }
    }
}
