package io.ftte.schemas.text;

import java.util.function.DoublePredicate;

/**
 * What a number must be.
 *
 * @param rule as it stands behind "must be", such as {@code at least 0}
 */
record Bound(String rule, DoublePredicate holds) {

    static final Bound NONE = new Bound("", value -> true);
    static final Bound AT_LEAST_ZERO =
            new Bound("at least 0", value -> value >= 0 && Double.isFinite(value));
    static final Bound POSITIVE =
            new Bound("above 0", value -> value > 0 && Double.isFinite(value));

    /** Of what keeps a part of something at each step and must lose some of it. */
    static final Bound FRACTION =
            new Bound("at least 0 and below 1", value -> value >= 0 && value < 1);

    static final Bound SHARE = new Bound("from 0 to 1", value -> value >= 0 && value <= 1);

    /** Of a probability that neither is nor excludes everything. */
    static final Bound INSIDE_SHARE =
            new Bound("above 0 and below 1", value -> value > 0 && value < 1);

    /** Of what is left out at each of two ends. */
    static final Bound BELOW_HALF =
            new Bound("above 0 and below 0.5", value -> value > 0 && value < 0.5);

    static Bound atLeast(long least) {
        return new Bound("at least " + least, value -> value >= least);
    }

    static Bound atLeast(double least) {
        return new Bound("at least " + least, value -> value >= least && Double.isFinite(value));
    }

    static Bound between(long least, long most) {
        return new Bound("from " + least + " to " + most, value -> value >= least && value <= most);
    }

    /**
     * @param name of the setting, for the error
     * @throws IllegalArgumentException one line, where the number is another
     */
    void check(String name, Number value) {
        if (!holds.test(value.doubleValue())) {
            throw new IllegalArgumentException(name + " must be " + rule + ", it is " + value);
        }
    }
}
