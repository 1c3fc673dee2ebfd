package io.ftte.ondevice.engine;

import io.ftte.network.Activation;
import io.ftte.network.AveragePool;
import io.ftte.network.Block;
import io.ftte.network.Conv1d;
import io.ftte.network.Conv2d;
import io.ftte.network.Dense;
import io.ftte.network.DepthwiseConv2d;
import io.ftte.network.Network;
import io.ftte.network.Pool;
import io.ftte.network.Shape;
import io.ftte.network.WeightLayer;
import io.ftte.network.Weights;

/** The network as its definition says, in doubles, one number after another: what tests trust. */
final class ReferenceNetwork {

    private final Network network;

    ReferenceNetwork(Network network) {
        this.network = network;
    }

    /** Mean cross-entropy over the first {@code count} examples. */
    double loss(double[] parameters, Examples examples, int count) {
        double sum = 0;
        for (int n = 0; n < count; n++) {
            float[] x = new float[examples.width()];
            examples.read(n, x, 0);
            double[] values = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                values[i] = x[i];
            }
            for (Block block : network.blocks()) {
                values = run(block, parameters, values);
            }
            double total = 0;
            for (double logit : values) {
                total += Math.exp(logit);
            }
            sum += Math.log(total) - values[examples.label(n)];
        }
        return sum / count;
    }

    /** Central difference of the loss at one parameter. */
    double derivative(double[] parameters, int index, Examples examples, int count) {
        double step = 1e-6;
        double[] moved = parameters.clone();
        moved[index] += step;
        double above = loss(moved, examples, count);
        moved[index] -= 2 * step;
        return (above - loss(moved, examples, count)) / (2 * step);
    }

    private static double[] run(Block block, double[] parameters, double[] in) {
        if (block.weights().isEmpty()) {
            return globalPool(block.input(), in);
        }
        Weights weights = block.weights().get();
        double[] out = convolve(weights, block.output(), parameters, in);
        for (int i = 0; i < out.length; i++) {
            out[i] = activate(weights.layer().activation(), out[i]);
        }
        return block.pool().map(pool -> pool(pool, block, out)).orElse(out);
    }

    private static double activate(Activation activation, double x) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> Math.max(0, x);
            case RELU6 -> Math.min(6, Math.max(0, x));
        };
    }

    private static double[] globalPool(Shape shape, double[] in) {
        double[] out = new double[shape.channels()];
        for (int i = 0; i < in.length; i++) {
            out[i / shape.positions()] += in[i] / shape.positions();
        }
        return out;
    }

    private static int kernel(WeightLayer layer) {
        return layer instanceof Conv2d c
                ? c.kernel()
                : layer instanceof DepthwiseConv2d d
                        ? d.kernel()
                        : layer instanceof Conv1d e ? e.kernel() : 1;
    }

    private static int padding(WeightLayer layer) {
        return layer instanceof Conv2d c
                ? c.padding()
                : layer instanceof DepthwiseConv2d d
                        ? d.padding()
                        : layer instanceof Conv1d e ? e.padding() : 0;
    }

    private static int width(Shape shape) {
        return shape.rank() == 1 ? 1 : shape.sizes().get(shape.rank() - 1);
    }

    private static double[] convolve(Weights weights, Shape output, double[] theta, double[] in) {
        WeightLayer layer = weights.layer();
        boolean flat = layer instanceof Conv1d || layer instanceof Dense;
        boolean depthwise = layer instanceof DepthwiseConv2d;
        Shape input = weights.input();
        int kw = kernel(layer);
        int kh = flat ? 1 : kw;
        int pad = padding(layer);
        int padH = flat ? 0 : pad;
        int inW = width(input);
        int inH = input.positions() / inW;
        int outW = width(output);
        int outH = output.positions() / outW;
        int channels = depthwise ? 1 : input.channels();
        double[] out = new double[output.elements()];
        for (int f = 0; f < output.channels(); f++) {
            for (int y = 0; y < outH; y++) {
                for (int x = 0; x < outW; x++) {
                    double sum = theta[weights.bias().offset() + f];
                    for (int c = 0; c < channels; c++) {
                        int plane = (depthwise ? f : c) * inH * inW;
                        for (int ky = 0; ky < kh; ky++) {
                            for (int kx = 0; kx < kw; kx++) {
                                int iy = y + ky - padH;
                                int ix = x + kx - pad;
                                if (iy >= 0 && iy < inH && ix >= 0 && ix < inW) {
                                    int w = ((f * channels + c) * kh + ky) * kw + kx;
                                    sum +=
                                            theta[weights.kernel().offset() + w]
                                                    * in[plane + iy * inW + ix];
                                }
                            }
                        }
                    }
                    out[(f * outH + y) * outW + x] = sum;
                }
            }
        }
        return out;
    }

    private static double[] pool(Pool pool, Block block, double[] in) {
        boolean image = block.output().rank() == 3;
        int w = width(block.output());
        int h = block.output().positions() / w;
        int pw = pool.size();
        int ph = image ? pw : 1;
        double[] out = new double[block.pooled().elements()];
        int i = 0;
        for (int c = 0; c < block.output().channels(); c++) {
            for (int y = 0; y < h / ph; y++) {
                for (int x = 0; x < w / pw; x++) {
                    double max = Double.NEGATIVE_INFINITY;
                    double sum = 0;
                    for (int k = 0; k < ph * pw; k++) {
                        double v = in[(c * h + y * ph + k / pw) * w + x * pw + k % pw];
                        max = Math.max(max, v);
                        sum += v;
                    }
                    out[i++] = pool instanceof AveragePool ? sum / (ph * pw) : max;
                }
            }
        }
        return out;
    }
}
