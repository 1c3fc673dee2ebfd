package io.ftte.network;

/** Keeps the mean of each window; the backward pass needs nothing of it. */
public record AveragePool(int size) implements Pool {

    static final String TYPE = "average-pool";

    public AveragePool {
        Pool.check(TYPE, size);
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public int savedBits(Shape input) {
        return 0;
    }
}
