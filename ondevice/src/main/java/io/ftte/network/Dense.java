package io.ftte.network;

/** A fully connected layer; its input channels are its input features. */
public record Dense(String name, int units, Activation activation) implements WeightLayer {

    public Dense {
        WeightLayer.check(name, "unit", units);
    }

    @Override
    public String type() {
        return "dense";
    }

    @Override
    public Shape output(Shape input) {
        Layer.requireRank(this, input, 1, "a vector (put flatten before it)");
        return Shape.of(units);
    }

    @Override
    public Shape kernel(Shape input) {
        return Shape.of(units, input.channels());
    }

    @Override
    public int fanIn(Shape input) {
        return input.channels();
    }

    @Override
    public long columns(Shape input) {
        return 0;
    }
}
