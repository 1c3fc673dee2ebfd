package io.ftte.aggregation.privacy;

/**
 * What zero-concentrated differential privacy means as (ε, δ): ρ-zCDP adds up over participations,
 * and ε is what a person reads.
 *
 * <p>After Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (2020):
 * for every α > 1, ε = ρα + ln(1/(αδ))/(α−1) + ln(1−1/α) holds (Proposition 12 with the Rényi
 * divergence ρα of ρ-zCDP); the least of them is taken.
 */
final class PrivacyLoss {
    /** α − 1 is searched in its logarithm between these; outside no ε below 1e6 has its least. */
    private static final double LEAST_LOG = -30;

    private static final double MOST_LOG = 60;

    /** Each step keeps 0.62 of the interval: 90 · 0.618^80 is 2e-15. */
    private static final int STEPS = 80;

    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private PrivacyLoss() {}

    /**
     * ε at δ, at least 0, right to 1e-9 relative; 0 for ρ = 0.
     *
     * @param rho at least 0
     * @param delta above 0 and below 1
     */
    static double epsilon(double rho, double delta) {
        if (rho == 0) {
            return 0;
        }
        double low = LEAST_LOG;
        double high = MOST_LOG;
        double first = high - GOLDEN * (high - low);
        double second = low + GOLDEN * (high - low);
        double atFirst = at(first, rho, delta);
        double atSecond = at(second, rho, delta);
        for (int step = 0; step < STEPS; step++) {
            if (atFirst <= atSecond) {
                high = second;
                second = first;
                atSecond = atFirst;
                first = high - GOLDEN * (high - low);
                atFirst = at(first, rho, delta);
            } else {
                low = first;
                first = second;
                atFirst = atSecond;
                second = low + GOLDEN * (high - low);
                atSecond = at(second, rho, delta);
            }
        }
        return Math.max(0, Math.min(atFirst, atSecond));
    }

    /**
     * ε of one α, of which t = ln(α − 1); ln(1−1/α) = t − ln α. StrictMath, for every machine has
     * to refuse the same updates.
     */
    private static double at(double t, double rho, double delta) {
        double beyondOne = StrictMath.exp(t);
        double logAlpha = StrictMath.log1p(beyondOne);
        return rho * (1 + beyondOne)
                - (StrictMath.log(delta) + logAlpha) / beyondOne
                + t
                - logAlpha;
    }
}
