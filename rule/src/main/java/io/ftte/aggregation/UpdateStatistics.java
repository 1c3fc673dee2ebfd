package io.ftte.aggregation;

/**
 * What the control plane knows of an update's numbers.
 *
 * @param count components
 * @param mean their mean
 * @param m2 sum of squared deviations from the mean, at least 0
 * @param sumSquares sum of squares; not finite exactly when a component is not finite
 */
public record UpdateStatistics(long count, double mean, double m2, double sumSquares) {

    /** Population variance of the components. */
    public double variance() {
        return m2 / count;
    }

    /** Euclidean norm of the update. */
    public double norm() {
        return Math.sqrt(sumSquares);
    }

    public boolean isFinite() {
        return Double.isFinite(sumSquares);
    }

    /**
     * The statistics of two parts taken together, this one first. Chan, Golub, LeVeque, "Updating
     * Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979), formula 2.1.
     */
    public UpdateStatistics merge(UpdateStatistics next) {
        long total = count + next.count;
        double delta = next.mean - mean;
        return new UpdateStatistics(
                total,
                mean + delta * next.count / total,
                m2 + next.m2 + delta * delta * ((double) count * next.count / total),
                sumSquares + next.sumSquares);
    }
}
