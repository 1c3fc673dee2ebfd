package io.ftte.aggregation;

/** The weight of one update and what it is made of; reused from update to update. */
public final class Weight {
    private long staleness;
    private double ageFactor;
    private double varianceFactor;
    private double value;

    void set(long staleness, double ageFactor, double varianceFactor, double value) {
        this.staleness = staleness;
        this.ageFactor = ageFactor;
        this.varianceFactor = varianceFactor;
        this.value = value;
    }

    /** τ, versions published since the base version. */
    public long staleness() {
        return staleness;
    }

    /** f, in (0, 1]. */
    public double ageFactor() {
        return ageFactor;
    }

    /** g, in (0, 1]. */
    public double varianceFactor() {
        return varianceFactor;
    }

    /** w = f·g·h·c. */
    public double value() {
        return value;
    }
}
