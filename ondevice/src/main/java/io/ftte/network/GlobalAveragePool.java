package io.ftte.network;

/** The mean of each channel; the backward pass needs nothing of it. */
public record GlobalAveragePool() implements Layer {

    @Override
    public String type() {
        return "global-average-pool";
    }

    @Override
    public Shape output(Shape input) {
        if (input.rank() < 2) {
            throw new IllegalArgumentException(
                    type() + " takes channels×height×width or channels×length, not " + input);
        }
        return Shape.of(input.channels());
    }
}
