package io.ftte.aggregation.matrix;

/**
 * The damped polar factor of a matrix: (A·Aᵀ + ε·λ_max·I)^(−½)·A, where λ_max is the largest
 * eigenvalue of A·Aᵀ. Every singular value σ becomes σ / √(σ² + ε·σ_max²), which is near 1 for all
 * that are not small beside the largest, and the scale of A does not matter.
 */
public final class DampedPolar {
    private DampedPolar() {}

    /**
     * Replaces A in place; leaves a matrix of zeros as it is.
     *
     * @param a finite, with no more rows than columns, at least one of each; the squares of its
     *     entries must lie in the range of doubles, as those of floats do
     * @param epsilon above 0
     * @return whether there was anything but zeros
     */
    public static boolean replace(double[][] a, double epsilon) {
        SymmetricEigen eigen = SymmetricEigen.of(Products.gram(a));
        double largest = eigen.largest();
        if (largest > 0) {
            Products.multiply(inverseRoot(eigen, epsilon * largest), a);
        }
        return largest > 0;
    }

    /** (G + damping·I)^(−½); an eigenvalue below 0 is one of 0 and rounding. */
    private static double[][] inverseRoot(SymmetricEigen eigen, double damping) {
        double[] weights = new double[eigen.values().length];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = 1 / Math.sqrt(Math.max(eigen.values()[k], 0) + damping);
        }
        return Products.weighted(weights, eigen.vectors());
    }
}
