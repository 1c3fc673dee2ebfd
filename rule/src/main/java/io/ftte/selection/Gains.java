package io.ftte.selection;

import io.ftte.network.Weights;

/**
 * What training a group of tensors is worth, in any unit; the solver maximises the sum. Measured
 * gains may be negative.
 */
public interface Gains {

    /** Of the biases of the last {@code depth} weight layers together. */
    double biases(int depth);

    /**
     * Of a part of a layer's weights.
     *
     * @param eighths the part of the input channels that trains, 0 to 8; of none it is 0
     */
    double weights(Weights layer, int eighths);
}
