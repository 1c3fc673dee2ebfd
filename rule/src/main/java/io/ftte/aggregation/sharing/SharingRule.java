package io.ftte.aggregation.sharing;

import io.ftte.aggregation.privacy.PartyNoise;
import io.ftte.encoding.SharedNorm;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.settings.ExampleWeighting;
import io.ftte.schemas.settings.RobustMean;
import io.ftte.schemas.text.Words;
import java.util.Objects;
import java.util.Optional;

/**
 * What the {@code sharing} settings of a model mean. Its updates come as integers modulo 2^32, in
 * two additive shares: the leader, who decides, adds up one of each, and the helper the other.
 * Nobody who decides can read the numbers, so nothing may depend on them: devices clip themselves,
 * and weights follow from age alone. Immutable.
 *
 * <p>Weights are integers, {@value #WEIGHTS} standing for 1. A sum of updates of norm at most C
 * stays below 2^31 where (K + 1) · 64 · (C / unit + 1) does, so that the residue tells it: beyond K
 * a buffer takes updates only while their weights add up to less than 64 · minDevices. (Additive
 * shares of two servers: Corrigan-Gibbs and Boneh, "Prio", 2017; RFC 9871 calls the two leader and
 * helper.)
 *
 * <p>In a sum of a private model one device's integers have a norm of 64 · {@link SharedNorm#most}
 * at most, so that noise of σ times that gives the privacy of {@link
 * io.ftte.aggregation.privacy.PrivacyRule}. Each party adds noise of half the variance.
 */
public final class SharingRule {
    /** What a weight of 1 is as an integer, the largest there is. */
    public static final int WEIGHTS = 64;

    private static final double MOST = 1L << 31;

    /** What both parties' noise may be beyond {@code 2 · 14 · deviation}: m is rounded up. */
    private static final double NOISE_STEPS =
            4.0 * PartyNoise.MOST_DEVIATIONS * PartyNoise.DEVIATION;

    /** The lineage of a version, of up to twice as many, is one record. */
    private static final int MOST_UPDATES = 5_000;

    private final float unit;
    private final double clipNorm;
    private final int bufferSize;
    private final int minDevices;
    private final int noiseMultiple;

    private SharingRule(AggregationSettings settings) {
        unit = settings.getSharingUnit().floatValue();
        clipNorm = settings.getClipNorm();
        bufferSize = settings.getBufferSize();
        minDevices = settings.getSharingMinDevices();
        Double noise = settings.getPrivacyNoise();
        noiseMultiple =
                noise == null
                        ? 0
                        : PartyNoise.multiple(
                                noise * WEIGHTS * SharedNorm.most(clipNorm, unit) / Math.sqrt(2));
    }

    /**
     * The rule of a model that two parties aggregate; nothing of other models.
     *
     * @throws IllegalArgumentException one line that names the setting that does not go with it
     */
    public static Optional<SharingRule> of(AggregationSettings settings) {
        Double unit = settings.getSharingUnit();
        Integer minDevices = settings.getSharingMinDevices();
        if (unit == null && minDevices == null) {
            return Optional.empty();
        }
        require(
                unit != null && minDevices != null,
                "sharing is unit and minDevices together: give both, or none");
        require(
                minDevices <= settings.getBufferSize(),
                "sharing.minDevices must be at most bufferSize, which is "
                        + settings.getBufferSize());
        require(
                settings.getBufferSize() <= MOST_UPDATES,
                "bufferSize must be at most %d with sharing: a version may take more updates than that"
                        .formatted(MOST_UPDATES));
        require(
                settings.getClipNorm() != null,
                "clipNorm is missing: sharing needs it, it bounds what sums of shares can be");
        require(
                settings.getVariance().getExponent() == 0,
                "variance.exponent must be 0 with sharing: nobody can see how an update varies");
        require(
                settings.getExamples().equals(Words.of(ExampleWeighting.EQUAL)),
                "examples must be equal with sharing: weights are integers up to " + WEIGHTS);
        require(
                settings.getRobustRule().equals(Words.of(RobustMean.MEAN)),
                "robust.rule must be mean with sharing: nobody can tell which numbers are"
                        + " outermost");
        SharingRule rule = new SharingRule(settings);
        if (settings.getPrivacyNoise() == null) {
            rule.checkUnit();
        } else {
            rule.checkUnit(settings.getPrivacyNoise());
        }
        return Optional.of(rule);
    }

    private void checkUnit() {
        double least = least(0, 0);
        require(
                unit > least,
                "sharing.unit must be above %s with bufferSize %d and clipNorm %s: sums have 32 bits"
                        .formatted(least, bufferSize, clipNorm));
    }

    private void checkUnit(double noise) {
        double deviation = noise * WEIGHTS * clipNorm / Math.sqrt(2);
        double least =
                Math.max(
                        least(2 * PartyNoise.MOST_DEVIATIONS * noise / Math.sqrt(2), NOISE_STEPS),
                        deviation / PartyNoise.deviation(PartyNoise.MOST - 1));
        double most = deviation / PartyNoise.deviation(PartyNoise.LEAST);
        require(
                unit > least && unit < most && noiseMultiple <= PartyNoise.MOST,
                "sharing.unit must be between %s and %s with bufferSize %d, clipNorm %s and privacy.noise %s: sums have 32 bits, and noise thousands of steps"
                        .formatted(least, most, bufferSize, clipNorm, noise));
    }

    /**
     * Where (K + 1 + more) · 64 · (C / unit + 1) + steps = 2^31.
     *
     * @param more what noise takes, in updates
     * @param steps what it takes whatever the unit
     */
    private double least(double more, double steps) {
        double weight = (bufferSize + 1 + more) * WEIGHTS;
        return clipNorm * weight / (MOST - weight - steps);
    }

    /**
     * Refuses models whose plan may be so long that rounding to whole steps would take up more than
     * half of what an update may weigh.
     *
     * @param parameters of the model; no plan is longer
     * @throws IllegalArgumentException one line
     */
    public void checkLength(int parameters) {
        double most = clipNorm / Math.sqrt(parameters);
        require(
                unit <= most,
                "sharing.unit must be at most %s for %d parameters and clipNorm %s: rounding would cost more than half of that"
                        .formatted(most, parameters, clipNorm));
    }

    /**
     * Refuses what devices were not told when the model was registered.
     *
     * @throws IllegalArgumentException one line that names the setting
     */
    public static void checkChange(AggregationSettings before, AggregationSettings after) {
        require(
                Objects.equals(before.getSharingUnit(), after.getSharingUnit())
                        && Objects.equals(
                                before.getSharingMinDevices(), after.getSharingMinDevices()),
                "sharing cannot change while the model trains: register a new model");
        require(
                before.getSharingUnit() == null
                        || Objects.equals(before.getClipNorm(), after.getClipNorm()),
                "clipNorm cannot change while two parties aggregate the model: devices clip");
    }

    /**
     * Refuses a registration with more than one plan: the helper gives sums of whole buffers only,
     * and a plan's part of one may be a single device's.
     *
     * @throws IllegalArgumentException one line
     */
    public static void checkPlans(ModelRegistration head) {
        require(
                head.getPlans().size() <= 1,
                "sharing takes one plan, not %d: each plan's sum would be of fewer devices"
                        .formatted(head.getPlans().size()));
    }

    /** What one step of the integers is worth; devices round to the same float. */
    public float unit() {
        return unit;
    }

    /** Of the {@link PartyNoise} of each party; 0 where the model is not private. */
    public int noiseMultiple() {
        return noiseMultiple;
    }

    /** What devices say that the norm of their integers is at most. */
    public int mostNorm() {
        return SharedNorm.most(clipNorm, unit);
    }

    /** To which devices clip. */
    public double clipNorm() {
        return clipNorm;
    }

    /**
     * The factor with which an update counts, a multiple of 1/{@value #WEIGHTS} and at least that.
     *
     * @param ageFactor in (0, 1]
     */
    public double rounded(double ageFactor) {
        return Math.max(1, Math.rint(ageFactor * WEIGHTS)) / WEIGHTS;
    }

    /**
     * How many devices weights stand for that are of one device each: as many as there are where
     * all are alike, (Σ w)² / Σ w² (Kish, "Survey Sampling", 1965). Of two with weights 64 and 1
     * the sum is all but the first one's, and this 1.03.
     *
     * @param weights Σ w
     * @param squares Σ w²
     */
    public static double devices(long weights, long squares) {
        return squares == 0 ? 0 : (double) weights * weights / squares;
    }

    /**
     * Whether a buffer's sum may be asked for.
     *
     * @param fill updates in the buffer, one a device
     * @param weights Σ w of them, as integers
     * @param squares Σ w²
     */
    public boolean isFull(int fill, long weights, long squares) {
        return fill >= bufferSize && devices(weights, squares) >= minDevices;
    }

    /** A weight that {@link #rounded} gave, as an integer. */
    public static int integer(double weight) {
        return (int) (weight * WEIGHTS);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
