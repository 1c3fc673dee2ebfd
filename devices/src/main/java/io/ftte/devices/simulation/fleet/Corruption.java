package io.ftte.devices.simulation.fleet;

import java.util.random.RandomGenerator;

/**
 * What broken or hostile devices do to their updates.
 *
 * @param share of all devices, 0 to 1
 * @param scale of the noise, or of the reversed update, against the honest one
 */
public record Corruption(Kind kind, double share, double scale) {
    /** How. */
    public enum Kind {
        /** Gaussian noise is added, of scale times the update's root mean square. */
        NOISE,
        /** The update is reversed and multiplied by the scale. */
        REVERSED,
        /** The device trains on random labels. */
        LABELS
    }

    /** Every device is honest. */
    public static final Corruption NONE = new Corruption(Kind.NOISE, 0, 0);

    /** {@code IllegalArgumentException}, one line, if the share or the scale is impossible. */
    public Corruption {
        if (!(share >= 0 && share <= 1) || !(scale >= 0)) {
            throw new IllegalArgumentException(
                    "share must be 0 to 1 and scale not negative, got " + share + " and " + scale);
        }
    }

    /** Changes an update in place; leaves it alone where the labels were what is wrong. */
    public void apply(float[] delta, RandomGenerator random) {
        if (kind == Kind.REVERSED) {
            for (int i = 0; i < delta.length; i++) {
                delta[i] *= (float) -scale;
            }
        } else if (kind == Kind.NOISE) {
            double squares = 0;
            for (float d : delta) {
                squares += (double) d * d;
            }
            double deviation = scale * Math.sqrt(squares / delta.length);
            for (int i = 0; i < delta.length; i++) {
                delta[i] += (float) (deviation * random.nextGaussian());
            }
        }
    }
}
