package io.ftte.aggregation;

import io.ftte.aggregation.privacy.PrivacyRule;
import io.ftte.aggregation.robust.RobustRule;
import io.ftte.aggregation.sharing.SharingRule;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.settings.ExampleWeighting;
import io.ftte.schemas.settings.LateUpdates;
import io.ftte.schemas.settings.Normalizer;
import io.ftte.schemas.text.DeclaredSettings;
import io.ftte.schemas.text.Words;
import java.util.Optional;

/**
 * Decides whether an update counts and how strongly, and when a buffer is full. Immutable; all that
 * changes is in the {@link ModelBuffer} handed in. Allocates nothing per admitted update.
 *
 * <p>With {@code variance.exponent = 0} and normaliser {@code contributions} this is FedBuff
 * (Nguyen et al. 2022); the age and variance weights are FTTE's. All factors are at most 1 but the
 * example factor, which {@code maxExamples} bounds.
 */
public final class AggregationRule {
    /** Updates with a larger Euclidean norm are refused as {@code TOO_LARGE}. */
    public static final double MAX_NORM = 1e6;

    private final AgeFactor ageFactor;
    private final double varianceExponent;
    private final int varianceMinimum;
    private final int varianceWindow;
    private final ExampleWeighting examples;
    private final long maxExamples;
    private final double clipNorm;
    private final Normalizer normalizer;
    private final int bufferSize;
    private final long maxStaleness;
    private final boolean rejectLate;
    private final Optional<PrivacyRule> privacy;
    private final Optional<RobustRule> robust;
    private final Optional<SharingRule> sharing;

    /**
     * {@code IllegalArgumentException}, one line that names the setting, when one is out of range
     * or a word that this release does not know.
     */
    public AggregationRule(AggregationSettings settings) {
        DeclaredSettings.check(settings);
        ageFactor = AgeFactor.from(settings.getAge());
        varianceExponent = settings.getVariance().getExponent();
        varianceMinimum = settings.getVariance().getMinimum();
        varianceWindow = settings.getVariance().getWindow();
        examples = Words.parse("examples", ExampleWeighting.class, settings.getExamples());
        maxExamples = settings.getMaxExamples();
        clipNorm =
                settings.getClipNorm() == null ? Double.POSITIVE_INFINITY : settings.getClipNorm();
        normalizer = Words.parse("normalizer", Normalizer.class, settings.getNormalizer());
        bufferSize = settings.getBufferSize();
        maxStaleness = settings.getMaxStaleness();
        rejectLate =
                Words.parse("lateUpdates", LateUpdates.class, settings.getLateUpdates())
                        == LateUpdates.REJECT;
        privacy = PrivacyRule.of(settings);
        robust = RobustRule.of(settings);
        sharing = SharingRule.of(settings);
    }

    /** Of a private model. */
    public Optional<PrivacyRule> privacy() {
        return privacy;
    }

    /** Of a model whose devices may lie. */
    public Optional<RobustRule> robust() {
        return robust;
    }

    /** Of a model that two parties aggregate. */
    public Optional<SharingRule> sharing() {
        return sharing;
    }

    /** An empty buffer for a model of these plans: id and vector length each, ascending by id. */
    public ModelBuffer start(long eventTime, int[] planIds, int[] lengths) {
        PlanBuffer[] plans = new PlanBuffer[planIds.length];
        for (int i = 0; i < plans.length; i++) {
            plans[i] = new PlanBuffer(planIds[i], lengths[i], varianceWindow);
        }
        return new ModelBuffer(eventTime, plans);
    }

    /** A plan that the model trains from now on, with a variance window of its own. */
    public void add(ModelBuffer buffer, int planId, int length) {
        buffer.add(new PlanBuffer(planId, length, varianceWindow));
    }

    /**
     * Takes the place of another rule for a buffer that holds nothing yet. Base versions that the
     * other's {@code maxStaleness} let the buffer forget stay too stale.
     */
    public void takeOver(ModelBuffer buffer) {
        for (PlanBuffer plan : buffer.plans) {
            plan.resize(varianceWindow);
            plan.open(varianceMinimum);
        }
    }

    /**
     * Why an update of a known plan may not count, if it may not; the first reason that applies.
     */
    public Optional<RejectionReason> refusal(
            ModelBuffer buffer, PlanBuffer plan, int length, long baseVersion, boolean late) {
        if (length != plan.length) {
            return Optional.of(RejectionReason.WRONG_LENGTH);
        }
        if (late && rejectLate) {
            return Optional.of(RejectionReason.LATE);
        }
        if (baseVersion > buffer.version) {
            return Optional.of(RejectionReason.FUTURE_VERSION);
        }
        long staleness = buffer.version - baseVersion;
        if (staleness > maxStaleness || !buffer.remembers(staleness)) {
            return Optional.of(RejectionReason.TOO_STALE);
        }
        return Optional.empty();
    }

    /**
     * Admits an update that was not refused: computes its weight and counts it into the buffer.
     *
     * @param orderTime its order time in ms, not below that of the admission before
     * @param examples training examples behind it, at least 1
     * @param variance population variance of its components
     * @param norm its Euclidean norm
     * @return whether the buffer is full now; then {@link #close} before the next admission
     */
    public boolean admit(
            ModelBuffer buffer,
            PlanBuffer plan,
            long orderTime,
            long baseVersion,
            long examples,
            double variance,
            double norm,
            Weight weight) {
        long staleness = buffer.version - baseVersion;
        double age = ageFactor.of(staleness, orderTime - buffer.publicationTime(baseVersion));
        double f = sharing.isPresent() ? sharing.get().rounded(age) : age;
        double g = varianceFactor(variance, plan.referenceVariance);
        double h = exampleFactor(examples);
        double c = Math.min(1, clipNorm / norm);
        if (sharing.isPresent()) {
            weight.set(staleness, f, 1, f);
        } else if (privacy.isPresent()) {
            weight.setPrivate(staleness, f, privacy.get().multiplier(f, norm, plan.length));
        } else {
            weight.set(staleness, f, g, f * g * h * c);
            weight.keep(robust.isPresent());
        }
        plan.divisor += normalizer == Normalizer.CONTRIBUTIONS ? h : f * g * h;
        plan.remember(variance);
        buffer.lastOrderTime = orderTime;
        buffer.fill++;
        if (sharing.isPresent()) {
            int integer = SharingRule.integer(weight.value());
            buffer.sharedWeights += integer;
            buffer.sharedSquares += (long) integer * integer;
            return sharing.get().isFull(buffer.fill, buffer.sharedWeights, buffer.sharedSquares);
        }
        return buffer.fill >= bufferSize;
    }

    /** Publishes the next version at the time of the last admission and opens an empty buffer. */
    public void close(ModelBuffer buffer) {
        buffer.publish(buffer.lastOrderTime, maxStaleness);
        buffer.fill = 0;
        buffer.sharedWeights = 0;
        buffer.sharedSquares = 0;
        for (PlanBuffer plan : buffer.plans) {
            plan.open(varianceMinimum);
        }
    }

    /** g = max(var / v_ref, 1)^-β: updates no noisier than the reference keep their full weight. */
    private double varianceFactor(double variance, double reference) {
        return reference > 0
                ? Powers.inverse(Math.max(variance / reference, 1), varianceExponent)
                : 1;
    }

    private double exampleFactor(long n) {
        return switch (examples) {
            case EQUAL -> 1;
            case LINEAR -> Math.min(n, maxExamples);
            case SQRT -> Math.sqrt(Math.min(n, maxExamples));
        };
    }
}
