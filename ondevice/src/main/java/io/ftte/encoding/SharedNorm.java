package io.ftte.encoding;

/**
 * How large an update's integers may be where two parties aggregate, so that neither has to see
 * them: devices keep to it, and both parties reckon with it.
 */
public final class SharedNorm {
    /** Room for the rounding of norm and products. */
    private static final double SHRINK = 1 - 0x1p-20;

    private SharedNorm() {}

    /**
     * The Euclidean norm that the integers of one update have at most, a whole number.
     *
     * @param clipNorm of the model
     * @param unit of the model, what one step of the integers is worth
     */
    public static int most(double clipNorm, float unit) {
        return (int) Math.ceil(clipNorm / unit);
    }

    /**
     * What an update's components are multiplied by before they are rounded to integers: the norm
     * of these is at most {@code clipNorm / unit}, whatever the rounding of so many adds.
     *
     * @param norm Euclidean norm of the update
     * @param length components of the update, of which rounding takes √length / 2 at most
     */
    public static double scale(double norm, int length, double clipNorm, float unit) {
        double most = clipNorm / unit * SHRINK - Math.sqrt(length) / 2;
        return Math.min(1.0 / unit, Math.max(0, most) / norm);
    }
}
