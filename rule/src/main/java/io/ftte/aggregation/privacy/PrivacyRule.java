package io.ftte.aggregation.privacy;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.settings.ExampleWeighting;
import io.ftte.schemas.settings.Normalizer;
import io.ftte.schemas.text.Words;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the {@code privacy} settings of a model mean for its updates and for its devices. Immutable.
 *
 * <p>Sums are kept on a grid of {@link DiscreteGaussian#DEVIATION} = D steps to one standard
 * deviation of the noise, which is {@code noise · clipNorm}. An update is scaled so that rounding
 * it to the grid leaves its norm at most D / noise steps, that is {@code clipNorm}; then the noise
 * of one version costs each of its devices ρ = 1 / (2 · noise²) in zero-concentrated differential
 * privacy (Canonne, Kamath and Steinke, 2020, Theorem 4; costs of coordinates add up to the squared
 * norm's). Neighbouring inputs differ in one update, which is there or is all zeros.
 *
 * <p>Where two parties aggregate the model, devices clip and round, and each party adds noise to
 * integers of its own ({@code SharingRule}): the grid and the multiplier are not for such a model,
 * costs and budgets are the same.
 */
public final class PrivacyRule {
    /** A float holds every integer below this, so that sums lose nothing. */
    private static final double EXACT = 1 << 24;

    /** More than {@link DiscreteGaussian} ever draws, in deviations. */
    private static final int MOST_DEVIATIONS = 16;

    /** Room for the rounding of weight and product to float32, each at most 2^-24 of the value. */
    private static final double SHRINK = 1 - 0x1p-20;

    /** Between these no product of a sum and the grid leaves the normal range of float32. */
    private static final double LEAST_GRID = 0x1p-100;

    private static final double MOST_GRID = 0x1p100;

    private final double noise;
    private final double delta;
    private final double budget;
    private final float grid;
    private final int mostParticipations;

    private PrivacyRule(AggregationSettings settings) {
        noise = settings.getPrivacyNoise();
        delta = settings.getPrivacyDelta();
        budget = settings.getPrivacyEpsilon();
        grid = (float) (noise * settings.getClipNorm() / DiscreteGaussian.DEVIATION);
        mostParticipations = mostWithin(budget);
    }

    /**
     * The rule of a private model; nothing where the model is not private.
     *
     * @throws IllegalArgumentException one line that names the setting with which privacy would not
     *     hold
     */
    public static Optional<PrivacyRule> of(AggregationSettings settings) {
        long given = parts(settings).filter(Objects::nonNull).count();
        if (given == 0) {
            return Optional.empty();
        }
        require(
                given == parts(settings).count(),
                "privacy is noise, epsilon, delta and devices together: give all four, or none");
        checkWeights(settings);
        PrivacyRule rule = new PrivacyRule(settings);
        rule.check(settings);
        if (settings.getSharingUnit() == null) {
            rule.checkGrid(settings);
        }
        return Optional.of(rule);
    }

    private static Stream<Object> parts(AggregationSettings settings) {
        return Stream.of(
                settings.getPrivacyNoise(),
                settings.getPrivacyEpsilon(),
                settings.getPrivacyDelta(),
                settings.getPrivacyDevices());
    }

    /** What one device's numbers would reach beyond its own clipped update, or not be bounded. */
    private static void checkWeights(AggregationSettings settings) {
        require(
                settings.getClipNorm() != null,
                "clipNorm is missing: privacy needs it, noise is measured by what one update can"
                        + " weigh");
        require(
                settings.getVariance().getExponent() == 0,
                "variance.exponent must be 0 with privacy: a device's numbers would change the"
                        + " weights of others");
        require(
                settings.getNormalizer().equals(Words.of(Normalizer.CONTRIBUTIONS)),
                "normalizer must be contributions with privacy: dividing by weights would make"
                        + " old updates weigh more than clipNorm");
        require(
                settings.getExamples().equals(Words.of(ExampleWeighting.EQUAL)),
                "examples must be equal with privacy: a device's number of examples would show,"
                        + " and weigh more than clipNorm");
    }

    private void check(AggregationSettings settings) {
        require(
                delta < 1.0 / settings.getPrivacyDevices(),
                "privacy.delta must be below 1 / privacy.devices, which is "
                        + 1.0 / settings.getPrivacyDevices()
                        + ": else giving one device away whole would be allowed");
        require(
                settings.getBufferSize() <= settings.getPrivacyDevices(),
                "bufferSize must be at most privacy.devices, which is %d: a version has one update of a device"
                        .formatted(settings.getPrivacyDevices()));
        require(
                mostParticipations > 0,
                "privacy.epsilon must be at least %s: so much costs taking part once at privacy.noise %s"
                        .formatted(epsilon(1), noise));
    }

    private void checkGrid(AggregationSettings settings) {
        require(
                settings.getBufferSize() * mostSteps()
                                + MOST_DEVIATIONS * (double) DiscreteGaussian.DEVIATION
                        < EXACT,
                "bufferSize must be below %.0f with privacy.noise %s: larger sums are not exact"
                        .formatted(
                                noise * (EXACT / DiscreteGaussian.DEVIATION - MOST_DEVIATIONS),
                                noise));
        require(
                grid >= LEAST_GRID && grid <= MOST_GRID,
                "clipNorm " + settings.getClipNorm() + " is too far from 1 for privacy");
    }

    /**
     * Refuses settings that would make what devices were promised untrue while the model trains.
     * Only {@code epsilon} may change, and with {@code clipNorm} the noise.
     *
     * @throws IllegalArgumentException one line that names the setting
     */
    public static void checkChange(AggregationSettings before, AggregationSettings after) {
        require(
                (before.getPrivacyNoise() == null) == (after.getPrivacyNoise() == null),
                "privacy cannot begin or end while the model trains: register a new model");
        require(
                Objects.equals(before.getPrivacyNoise(), after.getPrivacyNoise())
                        && Objects.equals(before.getPrivacyDelta(), after.getPrivacyDelta())
                        && Objects.equals(before.getPrivacyDevices(), after.getPrivacyDevices()),
                "of privacy only epsilon can change while the model trains: register a new model");
    }

    /**
     * Refuses models whose plans may be so long that rounding to the grid would take up more than
     * half of what an update may weigh.
     *
     * @param parameters of the model; no plan is longer
     * @throws IllegalArgumentException one line
     */
    public void checkLength(int parameters) {
        require(
                rounding(parameters) <= mostSteps() / 2,
                "privacy.noise must be at most %s for %d parameters: rounding would cost more than half of clipNorm"
                        .formatted(DiscreteGaussian.DEVIATION / Math.sqrt(parameters), parameters));
    }

    /** σ: the noise's standard deviation over {@code clipNorm}. */
    public double noise() {
        return noise;
    }

    public double delta() {
        return delta;
    }

    /** ε that a device may spend. */
    public double budget() {
        return budget;
    }

    /** γ: what one step of the grid is worth in a sum. */
    public float grid() {
        return grid;
    }

    /**
     * What an admitted update's numbers are multiplied by before they are rounded to grid steps.
     * Rounded, its norm is at most {@code ageFactor · clipNorm} and the rounding's own, together at
     * most {@code clipNorm}, in steps.
     *
     * @param ageFactor in (0, 1]
     * @param norm Euclidean norm of the update
     * @param length components of the update, those of its plan
     */
    public double multiplier(double ageFactor, double norm, int length) {
        double most = mostSteps() * SHRINK - rounding(length);
        return ageFactor * Math.min(1.0 / grid, most / norm);
    }

    /** Steps of the grid that the norm of one rounded update may have. */
    private double mostSteps() {
        return DiscreteGaussian.DEVIATION / noise;
    }

    /** The most that rounding so many components to whole steps adds to a norm, in steps. */
    private static double rounding(int length) {
        return Math.sqrt(length) / 2;
    }

    /** How often a device may take part: more would cost more than its budget. */
    public int mostParticipations() {
        return mostParticipations;
    }

    /** ε at the model's δ of a device that took part so often. */
    public double epsilon(long participations) {
        return PrivacyLoss.epsilon(participations / (2 * noise * noise), delta);
    }

    private int mostWithin(double limit) {
        int within = 0;
        int beyond = Integer.MAX_VALUE;
        while (beyond - within > 1) {
            int middle = within + (beyond - within) / 2;
            if (epsilon(middle) <= limit) {
                within = middle;
            } else {
                beyond = middle;
            }
        }
        return within;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
