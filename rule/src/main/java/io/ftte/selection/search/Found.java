package io.ftte.selection.search;

import java.util.List;

/**
 * A complete candidate.
 *
 * @param eighths of the input channels that train, of the last layers in the network's order
 * @param microBatch examples per pass
 * @param peakBytes of the training step
 * @param gain of weights and biases
 */
public record Found(List<Integer> eighths, int microBatch, long peakBytes, double gain) {

    public Found {
        eighths = List.copyOf(eighths);
    }

    int depth() {
        return eighths.size();
    }
}
