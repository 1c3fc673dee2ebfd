package io.ftte.devices.simulation.fleet;

import io.ftte.devices.data.Seeds;
import io.ftte.ondevice.engine.Examples;
import java.util.random.RandomGenerator;

/**
 * What broken or hostile devices do to their updates.
 *
 * @param share of all devices, 0 to 1
 * @param scale of what is sent, against what is honest; of LABELS and LABEL_FLIP nothing
 */
public record Corruption(Kind kind, double share, double scale) {
    /** How. */
    public enum Kind {
        /** Gaussian noise is added, of scale times the update's root mean square. */
        NOISE,
        /** The update is reversed and multiplied by the scale. */
        REVERSED,
        /** The device trains on random labels. */
        LABELS,
        /** The device trains on c − 1 − y in place of each label y of c. */
        LABEL_FLIP,
        /**
         * Mean less scale standard deviations of what the lying devices learned, coordinate by
         * coordinate (Baruch, Baruch and Goldberg, "A Little Is Enough", 2019): see {@link
         * Collusion}.
         */
        LITTLE,
        /**
         * The reversed mean of what the lying devices learned, times scale (Xie, Koyejo and Gupta,
         * "Fall of Empires: Breaking Byzantine-tolerant SGD by Inner Product Manipulation", 2019).
         */
        INNER_PRODUCT;

        /** Whether the devices agree on what they send. */
        public boolean isJoint() {
            return this == LITTLE || this == INNER_PRODUCT;
        }
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

    /**
     * What a device of this kind trains on.
     *
     * @param classes from which labels are
     * @param device by which labels are drawn
     */
    public Examples labelled(Examples honest, int classes, int device) {
        return switch (kind) {
            case LABELS -> new Relabelled(honest, i -> Seeds.generator(device, i).nextInt(classes));
            case LABEL_FLIP -> new Relabelled(honest, i -> classes - 1 - honest.label(i));
            case NOISE, REVERSED, LITTLE, INNER_PRODUCT -> honest;
        };
    }

    /**
     * Changes an update in place; leaves it alone where the labels are what is wrong, or the
     * devices lie together.
     */
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
