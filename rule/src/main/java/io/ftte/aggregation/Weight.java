package io.ftte.aggregation;

/** The weight of one update and what it is made of; reused from update to update. */
public final class Weight {
    private long staleness;
    private double ageFactor;
    private double varianceFactor;
    private double value;
    private double multiplier;
    private boolean rounded;
    private boolean kept;

    void set(long staleness, double ageFactor, double varianceFactor, double value) {
        this.staleness = staleness;
        this.ageFactor = ageFactor;
        this.varianceFactor = varianceFactor;
        this.value = value;
        multiplier = value;
        rounded = false;
        kept = false;
    }

    /** Whether the update has to wait for the others of its buffer. */
    void keep(boolean waits) {
        kept = waits;
    }

    /** Of a private model, whose sums are of grid steps. */
    void setPrivate(long staleness, double ageFactor, double multiplier) {
        set(staleness, ageFactor, 1, ageFactor);
        this.multiplier = multiplier;
        rounded = true;
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

    /** w = f·g·h·c; of a private model without c, which would tell the norm of an update. */
    public double value() {
        return value;
    }

    /**
     * What the update's numbers are multiplied by: w, and for a private model what makes grid steps
     * of them.
     */
    public double multiplier() {
        return multiplier;
    }

    /** Whether the products are rounded to integers: those of a private model. */
    public boolean isRounded() {
        return rounded;
    }

    /**
     * Whether the update's numbers are not added but kept until the buffer is full: those of a
     * model with a robust rule.
     */
    public boolean isKept() {
        return kept;
    }
}
