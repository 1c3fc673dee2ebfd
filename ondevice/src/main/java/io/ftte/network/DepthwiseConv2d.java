package io.ftte.network;

/**
 * A convolution of each channel with a kernel of its own, {@code [channels, 1, k, k]}, stride 1.
 */
public record DepthwiseConv2d(String name, int kernel, int padding, Activation activation)
        implements WeightLayer {

    public DepthwiseConv2d {
        WeightLayer.check(name, "channel", 1);
        Window.check(name, kernel, padding);
    }

    @Override
    public String type() {
        return "depthwise-conv2d";
    }

    @Override
    public Shape output(Shape input) {
        Layer.requireRank(this, input, 3, "channels×height×width");
        return Shape.of(
                input.channels(),
                Window.positions(name, input.sizes().get(1), kernel, padding),
                Window.positions(name, input.sizes().get(2), kernel, padding));
    }

    @Override
    public Shape kernel(Shape input) {
        return Shape.of(input.channels(), 1, kernel, kernel);
    }

    @Override
    public int fanIn(Shape input) {
        return kernel * kernel;
    }

    @Override
    public long columns(Shape input) {
        return 0;
    }
}
