package io.ftte.schemas.text;

import io.ftte.schemas.AggregationSettings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Aggregation settings that go together, under one name. A preset is written out where it is read:
 * no record on a topic knows of it, so that a release may change one without changing models that
 * are registered.
 */
public enum Preset {
    FTTE(
            "The rule of [design.md](design.md) with the spectral step.",
            "serverOptimizer.name=spectral",
            "serverOptimizer.epsilon=0.001",
            "serverLearningRate=" + DeclaredSettings.SPECTRAL_RATE,
            "age.function=polynomial",
            "age.exponent=1",
            "variance.exponent=0",
            "averaging.decay=0.9"),
    FTTE_RMSPROP(
            "The same rule before it had the spectral step, with weights by variance.",
            "serverOptimizer.name=rmsprop",
            "serverLearningRate=0.02",
            "age.function=polynomial",
            "age.exponent=0.5",
            "variance.exponent=0.5",
            "averaging.decay=0.9"),
    FEDBUFF(
            "Nguyen et al., \"Federated Learning with Buffered Asynchronous Aggregation\", 2022.",
            "serverOptimizer.name=sgd",
            "serverLearningRate=1",
            "age.function=polynomial",
            "age.exponent=0.5",
            "variance.exponent=0",
            "averaging=null"),
    FEDASYNC(
            "Xie et al., \"Asynchronous Federated Optimization\", 2019: each update makes a"
                    + " version; here devices send differences, not parameters.",
            "bufferSize=1",
            "serverOptimizer.name=sgd",
            "serverLearningRate=0.6",
            "age.function=polynomial",
            "age.exponent=0.5",
            "variance.exponent=0",
            "averaging=null"),
    PRIVATE(
            "For a model with a `privacy` section, without which it is refused: the step that takes"
                + " noise best, at what was [measured](experiments.md#privacy). `clipNorm` suits"
                + " the models of those experiments; [how to choose it](privacy.md#how-to-choose).",
            "bufferSize=100",
            "serverOptimizer.name=sgd",
            "serverLearningRate=8",
            "normalizer=contributions",
            "age.function=polynomial",
            "age.exponent=0.5",
            "variance.exponent=0",
            "examples=equal",
            "clipNorm=0.05",
            "averaging.decay=0.9");

    /**
     * What a registration has that names neither a preset nor a step, where there are matrices to
     * step.
     */
    public static final Preset DEFAULT = FTTE;

    private final String source;
    private final Map<String, String> settings;

    Preset(String source, String... settings) {
        this.source = source;
        Map<String, String> byPath = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            byPath.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        this.settings = Collections.unmodifiableMap(byPath);
    }

    /** Where it comes from, for a person; a sentence in Markdown. */
    String source() {
        return source;
    }

    /** As {@link AggregationJson#changed} takes them: a setting's path to its value. */
    public Map<String, String> settings() {
        return settings;
    }

    /**
     * Refuses settings that were asked for by this name and are not what it promises.
     *
     * @throws IllegalArgumentException one line
     */
    void check(AggregationSettings asked) {
        if (this == PRIVATE && asked.getPrivacyNoise() == null) {
            throw new IllegalArgumentException(
                    "preset private without privacy makes no model private: give privacy.noise,"
                            + " privacy.epsilon, privacy.delta and privacy.devices, or take another"
                            + " preset");
        }
    }

    /** These settings with those of the preset in their place. */
    public AggregationSettings over(AggregationSettings settings) {
        return AggregationJson.changed(settings, this.settings);
    }
}
