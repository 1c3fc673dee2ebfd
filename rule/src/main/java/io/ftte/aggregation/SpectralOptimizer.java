package io.ftte.aggregation;

import java.util.List;

/**
 * Takes the mean M of each layer, a matrix of u outputs × n covered inputs, as the direction S·M
 * with S = (M·Mᵀ + ε·λ_max·I)^(−½): θ ← θ + (float)(η·√max(1, n/u)·(S·M)). Every direction in which
 * the buffer agrees then moves alike, so that one label's loud updates cannot drown the others. No
 * state; nothing moves where M is 0.
 *
 * <p>S·M is the polar factor of M, damped. Its kin: Shampoo (Gupta, Koren and Singer 2018), which
 * takes roots of a sum of such Gram matrices over time, and Muon (Jordan et al. 2024), which
 * orthogonalises a momentum; for federated devices, arXiv 2509.26337 and 2510.27403.
 *
 * <p>n counts columns that the buffer covers, the bias among them, not those of the layer: it makes
 * the step of a column as long as if the columns that nobody trains were not there.
 *
 * @param epsilon ε, damping as a part of the largest eigenvalue λ_max of M·Mᵀ
 * @param layers with places in the range
 */
record SpectralOptimizer(double learningRate, double epsilon, List<LayerMatrix> layers)
        implements ServerStep.Optimizer {

    /**
     * @throws IllegalArgumentException where there are no layers
     */
    SpectralOptimizer {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("serverOptimizer spectral steps layers: give some");
        }
    }

    @Override
    public long step(ShardModel model, float[] sum, double[] divisor, long version) {
        long nonFinite = 0;
        for (LayerMatrix layer : layers) {
            LayerMeans means = new LayerMeans(layer, sum, divisor);
            nonFinite += means.nonFinite();
            if (means.flatten(epsilon)) {
                nonFinite += add(means, layer.outputs(), divisor, model.parameters);
            }
        }
        return nonFinite;
    }

    private long add(LayerMeans means, int outputs, double[] divisor, float[] parameters) {
        double rate = learningRate * Math.sqrt(Math.max(1, (double) means.covered() / outputs));
        long nonFinite = 0;
        for (int output = 0; output < outputs; output++) {
            for (int i = 0; i < means.covered(); i++) {
                int j = means.place(output, i);
                float next = parameters[j] + (float) (rate * means.value(output, i));
                if (divisor[j] > 0 && Float.isFinite(next)) {
                    parameters[j] = next;
                } else if (divisor[j] > 0) {
                    nonFinite++;
                }
            }
        }
        return nonFinite;
    }
}
