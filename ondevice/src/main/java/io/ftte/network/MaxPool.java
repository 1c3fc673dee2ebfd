package io.ftte.network;

/** Keeps the largest value of each window. */
public record MaxPool(int size) implements Pool {

    static final String TYPE = "max-pool";

    public MaxPool {
        Pool.check(TYPE, size);
    }

    @Override
    public String type() {
        return TYPE;
    }

    /**
     * Which value of the window was the largest: 2 bits for up to 4 values, 4 for up to 16, else 8,
     * so that no index straddles two bytes.
     */
    @Override
    public int savedBits(Shape input) {
        int window = input.rank() == 3 ? size * size : size;
        return window <= 4 ? 2 : window <= 16 ? 4 : 8;
    }
}
