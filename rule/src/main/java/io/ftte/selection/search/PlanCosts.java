package io.ftte.selection.search;

/**
 * What every choice costs and gains at one micro-batch. The arrays are by weight layer, in the
 * network's order.
 *
 * @param microBatch examples per pass
 * @param options what each layer may train
 * @param prefix bytes of the largest moment before a layer, where it is the first that trains,
 *     without static memory
 * @param biases gain of the biases from a layer on
 * @param weightBytes of all weights
 * @param bytesPerTrainable of gradient and optimizer
 */
public record PlanCosts(
        int microBatch,
        Options[] options,
        long[] prefix,
        double[] biases,
        long weightBytes,
        long bytesPerTrainable) {

    /**
     * What a layer may train. The arrays are parallel, the parts ascending, and so are all costs.
     *
     * @param eighths of the input channels
     * @param parameters that train, the bias included
     * @param saved bytes for the backward pass
     * @param inside bytes of the largest moment, where a layer before it trains, without what
     *     layers before it save
     * @param first the same where this is the first that trains
     * @param gains of the weights
     */
    public record Options(
            int[] eighths,
            int[] parameters,
            long[] saved,
            long[] inside,
            long[] first,
            double[] gains) {

        int count() {
            return eighths.length;
        }
    }

    int layers() {
        return options.length;
    }

    Options of(int layer) {
        return options[layer];
    }

    long prefix(int first) {
        return prefix[first];
    }

    double biases(int first) {
        return biases[first];
    }
}
