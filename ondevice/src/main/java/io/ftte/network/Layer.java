package io.ftte.network;

/** One entry of a network's layer list. */
public sealed interface Layer permits WeightLayer, Pool, GlobalAveragePool, Flatten {

    /** The layer's type as it stands in the JSON form. */
    String type();

    /**
     * Shape of the output for one sample.
     *
     * @throws IllegalArgumentException one line, if the layer cannot take this input
     */
    Shape output(Shape input);

    /** Refuses an input of another rank. */
    static void requireRank(Layer layer, Shape input, int rank, String expected) {
        if (input.rank() != rank) {
            throw new IllegalArgumentException(
                    String.format("%s takes %s, not %s", layer.type(), expected, input));
        }
    }
}
