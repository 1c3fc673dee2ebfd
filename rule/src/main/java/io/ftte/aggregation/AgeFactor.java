package io.ftte.aggregation;

import io.ftte.schemas.AgeSettings;
import io.ftte.schemas.settings.AgeFunction;
import io.ftte.schemas.text.DeclaredSettings;
import io.ftte.schemas.text.Words;

/**
 * How much an old update counts: the factor f of the rule, in (0, 1].
 *
 * <p>Polynomial and hinge are after Xie et al., "Asynchronous Federated Optimization" (2019);
 * polynomial with exponent 0.5 is what FedBuff takes: Nguyen et al., "Federated Learning with
 * Buffered Asynchronous Aggregation" (2022).
 */
@FunctionalInterface
interface AgeFactor {

    /**
     * @param staleness versions published since the update's base version, at least 0
     * @param ageMs event time since that version's publication, may be negative
     */
    double of(long staleness, long ageMs);

    /**
     * The function that the settings name; {@code IllegalArgumentException}, one line, for settings
     * out of range and for a function that this release does not know.
     */
    static AgeFactor from(AgeSettings settings) {
        DeclaredSettings.check("age", settings);
        double exponent = settings.getExponent();
        double slope = settings.getSlope();
        double threshold = settings.getThreshold();
        double rate = settings.getRate();
        AgeFunction function =
                Words.parse("age.function", AgeFunction.class, settings.getFunction());
        return switch (function) {
            case CONSTANT -> (staleness, ageMs) -> 1;
            case POLYNOMIAL -> (staleness, ageMs) -> Powers.inverse(1.0 + staleness, exponent);
            case HINGE ->
                    (staleness, ageMs) ->
                            staleness <= threshold ? 1 : 1 / (slope * (staleness - threshold) + 1);
            case EXPONENTIAL -> (staleness, ageMs) -> StrictMath.exp(-rate * staleness);
            case HALF_LIFE -> halfLife(settings.getHalfLifeMs());
        };
    }

    private static AgeFactor halfLife(Double halfLifeMs) {
        if (halfLifeMs == null) {
            throw new IllegalArgumentException(
                    "age.halfLifeMs is required by the half-life function");
        }
        double halfLife = halfLifeMs;
        return (staleness, ageMs) -> Powers.halved(Math.max(ageMs, 0) / halfLife);
    }
}
