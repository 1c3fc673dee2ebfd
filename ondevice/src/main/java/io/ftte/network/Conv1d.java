package io.ftte.network;

/** A convolution over time with stride 1. */
public record Conv1d(String name, int filters, int kernel, int padding, Activation activation)
        implements WeightLayer {

    public Conv1d {
        WeightLayer.check(name, "filter", filters);
        Window.check(name, kernel, padding);
    }

    @Override
    public String type() {
        return "conv1d";
    }

    @Override
    public Shape output(Shape input) {
        Layer.requireRank(this, input, 2, "channels×length");
        return Shape.of(filters, Window.positions(name, input.sizes().get(1), kernel, padding));
    }

    @Override
    public Shape kernel(Shape input) {
        return Shape.of(filters, input.channels(), kernel);
    }

    @Override
    public int fanIn(Shape input) {
        return input.channels() * kernel;
    }

    @Override
    public long columns(Shape input) {
        return (long) fanIn(input) * output(input).positions();
    }
}
