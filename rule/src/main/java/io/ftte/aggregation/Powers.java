package io.ftte.aggregation;

/**
 * Powers that give the same bits on every machine and allocate nothing. {@code StrictMath.pow}
 * would be the plain choice, but on JDK 17 each call makes three small arrays.
 */
final class Powers {
    private static final double LN2 = 0.6931471805599453;

    /** Two to the minus this is 0 in a double. */
    private static final double VANISHED = 1_100;

    private Powers() {}

    /** x^−e for x ≥ 1 and e ≥ 0, within 1e-13 of it; e = 0.5 by the root, exact for squares. */
    static double inverse(double x, double e) {
        if (e == 0) {
            return 1;
        }
        return e == 0.5 ? 1 / Math.sqrt(x) : StrictMath.exp(-e * StrictMath.log(x));
    }

    /** 2^−x for x ≥ 0; exact for whole numbers, which only shift the exponent. */
    static double halved(double x) {
        double bounded = Math.min(x, VANISHED);
        double whole = Math.floor(bounded);
        return Math.scalb(StrictMath.exp((whole - bounded) * LN2), (int) -whole);
    }
}
