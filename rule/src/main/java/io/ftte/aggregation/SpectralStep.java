package io.ftte.aggregation;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.settings.OptimizerName;
import java.util.Optional;

/**
 * Takes the mean M of a layer, a matrix of u outputs × n covered inputs, as the direction S·M with
 * S = (M·Mᵀ + ε·λ_max·I)^(−½): θ ← θ + (float)(η·√max(1, n/u)·(S·M)). Every direction in which the
 * buffer agrees then moves alike, so that one label's loud updates cannot drown the others. No
 * state; nothing moves where M is 0.
 *
 * <p>S·M is the polar factor of M, damped. Its kin: Shampoo (Gupta, Koren and Singer 2018), which
 * takes roots of a sum of such Gram matrices over time, and Muon (Jordan et al. 2024), which
 * orthogonalises a momentum; for federated devices, arXiv 2509.26337 and 2510.27403.
 *
 * <p>n counts columns that the buffer covers, the bias among them, not those of the layer: it makes
 * the step of a column as long as if the columns that nobody trains were not there.
 *
 * @param learningRate η
 * @param epsilon ε, damping as a part of the largest eigenvalue λ_max of M·Mᵀ
 * @param coverageFloor least divisor of a coordinate, as a part of that of all plans
 */
public record SpectralStep(double learningRate, double epsilon, double coverageFloor) {

    /**
     * What a version adds to one layer.
     *
     * @param values of each of its parameters; −0 where it stays
     * @param nonFinite means that were not finite and count as 0
     */
    public record LayerStep(float[] values, long nonFinite) {}

    /** None where another optimiser makes the step. */
    public static Optional<SpectralStep> of(AggregationSettings settings) {
        if (ServerStep.name(settings) != OptimizerName.SPECTRAL) {
            return Optional.empty();
        }
        return Optional.of(
                new SpectralStep(
                        settings.getServerLearningRate(),
                        settings.getServerOptimizer().getEpsilon(),
                        settings.getCoverageFloor()));
    }

    /**
     * The step of one layer; {@link ServerStep#add} takes it.
     *
     * @param sum Σ acc over the layer's parameters, of the plans that cover each, plans added in
     *     ascending id
     * @param divisor Σ Z of those plans, 0 where the buffer holds nothing for a parameter; used as
     *     scratch
     * @param totalDivisor Σ Z of all plans
     */
    public LayerStep of(LayerMatrix layer, float[] sum, double[] divisor, double totalDivisor) {
        ServerStep.raise(divisor, coverageFloor * totalDivisor);
        float[] step = ServerStep.noStep(layer.count());
        LayerMeans means = new LayerMeans(layer, sum, divisor);
        if (means.flatten(epsilon)) {
            fill(step, means, layer.outputs(), divisor);
        }
        return new LayerStep(step, means.nonFinite());
    }

    private void fill(float[] step, LayerMeans means, int outputs, double[] divisor) {
        double rate = learningRate * Math.sqrt(Math.max(1, (double) means.covered() / outputs));
        for (int output = 0; output < outputs; output++) {
            for (int i = 0; i < means.covered(); i++) {
                int j = means.place(output, i);
                if (divisor[j] > 0) {
                    step[j] = (float) (rate * means.value(output, i));
                }
            }
        }
    }
}
