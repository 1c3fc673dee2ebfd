package io.ftte.network;

/** A convolution over height and width with a square kernel and stride 1. */
public record Conv2d(String name, int filters, int kernel, int padding, Activation activation)
        implements WeightLayer {

    public Conv2d {
        WeightLayer.check(name, "filter", filters);
        Window.check(name, kernel, padding);
    }

    @Override
    public String type() {
        return "conv2d";
    }

    @Override
    public Shape output(Shape input) {
        Layer.requireRank(this, input, 3, "channels×height×width");
        return Shape.of(
                filters,
                Window.positions(name, input.sizes().get(1), kernel, padding),
                Window.positions(name, input.sizes().get(2), kernel, padding));
    }

    @Override
    public Shape kernel(Shape input) {
        return Shape.of(filters, input.channels(), kernel, kernel);
    }

    @Override
    public int fanIn(Shape input) {
        return input.channels() * kernel * kernel;
    }

    @Override
    public long columns(Shape input) {
        return (long) fanIn(input) * output(input).positions();
    }
}
