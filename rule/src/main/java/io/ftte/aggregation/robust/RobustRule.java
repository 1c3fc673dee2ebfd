package io.ftte.aggregation.robust;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.settings.RobustMean;
import io.ftte.schemas.text.Words;
import java.util.Optional;

/**
 * How much of a buffer does not count in a coordinate.
 *
 * @param trim share of the updates that are left out at each end, above 0; 0.5 is the median
 */
public record RobustRule(double trim) {
    /** Most updates of a buffer: each slice keeps all of them until it is full. */
    public static final int MAX_BUFFER_SIZE = 1024;

    private static final double MEDIAN = 0.5;

    /**
     * The rule of a model that has one; nothing where the mean is taken.
     *
     * @throws IllegalArgumentException one line that names the setting with which it makes no sense
     */
    public static Optional<RobustRule> of(AggregationSettings settings) {
        RobustMean mean = Words.parse("robust.rule", RobustMean.class, settings.getRobustRule());
        Optional<RobustRule> rule =
                switch (mean) {
                    case MEAN -> Optional.empty();
                    case TRIMMED_MEAN -> Optional.of(new RobustRule(settings.getRobustTrim()));
                    case MEDIAN -> Optional.of(new RobustRule(MEDIAN));
                };
        rule.ifPresent(robust -> robust.check(settings));
        return rule;
    }

    private void check(AggregationSettings settings) {
        int size = settings.getBufferSize();
        require(
                settings.getPrivacyNoise() == null,
                "robust.rule must be mean with privacy: what one device changes in a trimmed sum is"
                        + " not bounded by clipNorm");
        require(
                size <= MAX_BUFFER_SIZE,
                "bufferSize must be at most %d with robust.rule %s, which keeps every update of a buffer"
                        .formatted(MAX_BUFFER_SIZE, settings.getRobustRule()));
        require(
                dropped(size) > 0,
                "robust.rule %s leaves nothing out of a bufferSize of %d: %s"
                        .formatted(
                                settings.getRobustRule(),
                                size,
                                trim < MEDIAN && size > 2
                                        ? "give a robust.trim of at least " + 1.0 / size
                                        : "give a bufferSize of at least 3"));
    }

    /**
     * How many of so many numbers are left out at each end: {@code floor(trim · count)}, and so few
     * that one is left, or two of an even count.
     */
    public int dropped(int count) {
        return Math.max(0, Math.min((int) Math.floor(trim * count), (count - 1) / 2));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
