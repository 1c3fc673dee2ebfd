package io.ftte.cli.model;

import io.ftte.aggregation.AggregationRule;
import io.ftte.aggregation.ServerStep;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.topics.OptionsException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Aggregation settings that {@code --set} asks for.
 *
 * @param changes a setting's path, such as {@code age.exponent}, to its value
 */
public record SettingsChange(Map<String, String> changes) {

    /**
     * The settings with the changes.
     *
     * @throws OptionsException one line, where they make no sense
     */
    public AggregationSettings of(AggregationSettings before) {
        try {
            AggregationSettings after = AggregationJson.changed(before, changes);
            new AggregationRule(after);
            return after;
        } catch (IllegalArgumentException e) {
            throw new OptionsException(e.getMessage() + "; correct --set");
        }
    }

    /** The same, and the change must be one that a training model can make. */
    public AggregationSettings whileTraining(AggregationSettings before) {
        AggregationSettings after = of(before);
        try {
            ServerStep.checkChange(before, after);
            return after;
        } catch (IllegalArgumentException e) {
            throw new OptionsException(
                    (isByPreset(before) ? preset() + ": " : "") + e.getMessage());
        }
    }

    /** Whether what else is set would be possible, so that it is the preset that is not. */
    private boolean isByPreset(AggregationSettings before) {
        Map<String, String> others = new LinkedHashMap<>(changes);
        if (others.remove(AggregationJson.PRESET) == null) {
            return false;
        }
        try {
            ServerStep.checkChange(before, AggregationJson.changed(before, others));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private String preset() {
        return AggregationJson.PRESET + "=" + changes.get(AggregationJson.PRESET);
    }
}
