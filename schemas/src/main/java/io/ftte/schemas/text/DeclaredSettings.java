package io.ftte.schemas.text;

import static java.util.stream.Collectors.joining;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.settings.AgeFunction;
import io.ftte.schemas.settings.ExampleWeighting;
import io.ftte.schemas.settings.LateUpdates;
import io.ftte.schemas.settings.Normalizer;
import io.ftte.schemas.settings.OptimizerName;
import io.ftte.schemas.settings.RobustMean;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.avro.generic.IndexedRecord;

/**
 * Every aggregation setting of a model, in the order in which files list them: what {@link
 * AggregationJson} reads and writes, what the rule's bounds are, and what docs/settings.md says.
 */
public final class DeclaredSettings {

    /**
     * serverLearningRate where the step is spectral and nobody gives one: each of its directions
     * moves so far whatever the updates were, and 1 would leave nothing of the layer.
     */
    static final double SPECTRAL_RATE = 0.03;

    /** Most updates that one buffer may take: the lineage of a version is one record. */
    public static final int MAX_BUFFER_SIZE = 10_000;

    private static final int MAX_VARIANCE_WINDOW = 65_536;

    /** Below, one participation costs an epsilon of thousands, and the noise's grid is too fine. */
    private static final double LEAST_NOISE = 0.01;

    private static final List<Setting> ALL =
            List.of(
                    number(
                            "bufferSize",
                            Bound.between(1, MAX_BUFFER_SIZE),
                            "Updates that make a version, all plans together."),
                    number(
                            "serverLearningRate",
                            Bound.POSITIVE,
                            "What sgd multiplies the mean of the buffered updates by; of the other"
                                    + " steps, their length. It is 1 unless the step is spectral,"
                                    + " then "
                                    + SPECTRAL_RATE
                                    + "."),
                    word(
                            "normalizer",
                            Normalizer.class,
                            "What the weighted sum of a buffer is divided by: the sum of the"
                                    + " example factors (contributions), so that old and noisy"
                                    + " updates make a smaller step, or the sum of the weights"
                                    + " before clipping (weights)."),
                    word(
                            "age.function",
                            AgeFunction.class,
                            "The factor f by which an update's weight falls with its age, of s"
                                    + " versions or t milliseconds of event time since its base"
                                    + " version: "
                                    + formulas()
                                    + "."),
                    number("age.exponent", Bound.AT_LEAST_ZERO, "Of polynomial."),
                    number("age.slope", Bound.AT_LEAST_ZERO, "Of hinge."),
                    number(
                            "age.threshold",
                            Bound.AT_LEAST_ZERO,
                            "Of hinge: versions that cost nothing."),
                    number("age.rate", Bound.AT_LEAST_ZERO, "Of exponential."),
                    number(
                            "age.halfLifeMs",
                            Bound.POSITIVE,
                            "Of half-life, which requires it: milliseconds of event time in which"
                                    + " the weight halves."),
                    number(
                            "variance.exponent",
                            Bound.AT_LEAST_ZERO,
                            "The factor g = max(variance/reference, 1)^-exponent makes updates"
                                    + " that are noisier than the reference count less; 0 switches"
                                    + " it off."),
                    number(
                            "variance.window",
                            Bound.between(1, MAX_VARIANCE_WINDOW),
                            "The reference is the median variance of so many last updates of the"
                                    + " same plan."),
                    number(
                            "variance.minimum",
                            Bound.atLeast(1),
                            "With fewer updates than this there is no reference, and g is 1."),
                    word(
                            "examples",
                            ExampleWeighting.class,
                            "The factor h by which an update counts for its number of training"
                                    + " examples n: 1, n, or the root of n."),
                    number("maxExamples", Bound.atLeast(1), "n counts up to this."),
                    number(
                            "clipNorm",
                            Bound.POSITIVE,
                            "An update whose Euclidean norm is larger is scaled down to it; without"
                                    + " it none is."),
                    number(
                            "maxStaleness",
                            Bound.atLeast(0),
                            "An update based on a version further back is refused as TOO_STALE. A"
                                    + " model published to a live job without it gets 1000."),
                    word(
                            "lateUpdates",
                            LateUpdates.class,
                            "Whether an update counts that arrives behind the watermark, or is"
                                    + " refused as LATE."),
                    word(
                            "serverOptimizer.name",
                            OptimizerName.class,
                            "What makes a step of the mean: sgd takes it as it is; spectral takes"
                                    + " each layer's as a matrix whose directions all move alike;"
                                    + " the others take it as a gradient, with moments of each"
                                    + " parameter."),
                    number(
                            "serverOptimizer.decay",
                            Bound.FRACTION,
                            "Of rmsprop: the part of the mean square that each version keeps."),
                    number(
                            "serverOptimizer.epsilon",
                            Bound.POSITIVE,
                            "Of all but sgd and nesterov: keeps a denominator from 0; of spectral,"
                                    + " the part of the largest eigenvalue that is added to all."),
                    number("serverOptimizer.momentum", Bound.FRACTION, "Of nesterov."),
                    number("serverOptimizer.beta1", Bound.FRACTION, "Of adam and amsgrad."),
                    number("serverOptimizer.beta2", Bound.FRACTION, "Of adam and amsgrad."),
                    new Setting(
                            "averaging.decay",
                            "averagingDecay",
                            Bound.FRACTION,
                            List.of(),
                            "Also publishes an average of the versions, of which each new version"
                                    + " keeps this part; without it there is none."),
                    number(
                            "coverageFloor",
                            Bound.SHARE,
                            "A parameter that few of the buffered updates train is divided by at"
                                    + " least this part of the divisor of all plans."),
                    ofPrivacy(
                            "noise",
                            Bound.atLeast(LEAST_NOISE),
                            "Makes the model [private](privacy.md): each version's sum gets noise"
                                    + " of this standard deviation, over clipNorm. The four of"
                                    + " privacy come together."),
                    ofPrivacy(
                            "epsilon",
                            Bound.POSITIVE,
                            "What one device may spend on the model, at privacy.delta; its updates"
                                    + " beyond are refused as PRIVACY_BUDGET."),
                    ofPrivacy(
                            "delta",
                            Bound.INSIDE_SHARE,
                            "The probability that epsilon leaves out; below 1 over"
                                    + " privacy.devices."),
                    ofPrivacy(
                            "devices",
                            Bound.atLeast(1),
                            "How many devices there are, which delta is measured by."),
                    new Setting(
                            "robust.rule",
                            "robustRule",
                            Bound.NONE,
                            Words.all(RobustMean.class),
                            "What stands for the updates' mean where some devices may lie:"
                                    + " trimmed-mean leaves out, coordinate by coordinate, what is"
                                    + " outermost; median keeps the middle alone."),
                    new Setting(
                            "robust.trim",
                            "robustTrim",
                            Bound.BELOW_HALF,
                            List.of(),
                            "Of trimmed-mean: the share of a buffer's updates that it leaves out"
                                    + " at each end, rounded down."),
                    new Setting(
                            "sharing.unit",
                            "sharingUnit",
                            Bound.POSITIVE,
                            List.of(),
                            "Has [two parties](two-parties.md) aggregate the model: devices send"
                                    + " two shares of their updates, rounded to multiples of this."
                                    + " The two of sharing come together."),
                    new Setting(
                            "sharing.minDevices",
                            "sharingMinDevices",
                            Bound.atLeast(2),
                            List.of(),
                            "A version waits for more updates than bufferSize until they count as"
                                    + " so many devices, (sum of weights)^2 / sum of their"
                                    + " squares; the helper's min-devices is at most this."));

    private DeclaredSettings() {}

    /** In the order of the files; those of one section stand together. */
    static List<Setting> all() {
        return ALL;
    }

    /** Those of one object in a file. */
    static List<Setting> of(String section) {
        return ALL.stream().filter(setting -> setting.section().equals(section)).toList();
    }

    /**
     * Checks every bound and every word.
     *
     * @throws IllegalArgumentException one line that names the first setting that is wrong
     */
    public static void check(AggregationSettings settings) {
        ALL.forEach(setting -> setting.check(setting.parent(settings)));
    }

    /**
     * The same of one section.
     *
     * @param section such as {@code age}
     * @param values its record
     */
    public static void check(String section, IndexedRecord values) {
        of(section).forEach(setting -> setting.check(values));
    }

    private static String formulas() {
        return Stream.of(AgeFunction.values())
                .map(function -> Words.of(function) + " " + function.formula())
                .collect(joining("; "));
    }

    private static Setting number(String path, Bound bound, String meaning) {
        return new Setting(path, path, bound, List.of(), meaning);
    }

    private static Setting ofPrivacy(String name, Bound bound, String meaning) {
        String field =
                "privacy" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        return new Setting("privacy." + name, field, bound, List.of(), meaning);
    }

    private static Setting word(String path, Class<? extends Enum<?>> words, String meaning) {
        return new Setting(path, path, Bound.NONE, Words.all(words), meaning);
    }
}
