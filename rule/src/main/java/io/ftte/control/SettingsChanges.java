package io.ftte.control;

import io.ftte.aggregation.AggregationRule;
import io.ftte.aggregation.ServerStep;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelSettings;
import java.util.Arrays;

/**
 * The aggregation settings of a model and how they follow one another. They come into force when a
 * buffer opens and the model has their {@code fromVersion}, so that one rule makes each version;
 * the highest number that is due wins, whatever the order in which they came. Mutable Flink POJO.
 */
public final class SettingsChanges {
    public SettingsState inForce = new SettingsState();

    /** Accepted, but not in force yet; ascending by number. */
    public SettingsState[] coming = {};

    public SettingsChanges() {}

    /**
     * Accepts settings; they come into force with {@link #applyDue}. Known ones, and older ones
     * than those, change nothing.
     *
     * @param registered the settings of the registration
     * @param record the encoded settings
     * @throws IllegalArgumentException one line, where they do not fit the model
     */
    void accept(AggregationSettings registered, ModelSettings settings, byte[] record) {
        SettingsState newest = coming.length > 0 ? coming[coming.length - 1] : inForce;
        int number = settings.getNumber();
        if (number > newest.number) {
            check(registered, settings);
            coming = Arrays.copyOf(coming, coming.length + 1);
            coming[coming.length - 1] = new SettingsState(settings, record);
        } else if (number == newest.number && !Arrays.equals(record, newest.record)) {
            throw new IllegalArgumentException(
                    "settings "
                            + number
                            + " are others already: give these a number above "
                            + newest.number);
        }
    }

    private static void check(AggregationSettings registered, ModelSettings settings) {
        if (settings.getFromVersion() < 0) {
            throw new IllegalArgumentException(
                    "settings " + settings.getNumber() + " cannot begin before version 0");
        }
        // Throws where one is out of range.
        new AggregationRule(settings.getAggregation());
        ServerStep.checkChange(registered, settings.getAggregation());
    }

    /** Puts the settings into force that are due; returns whether there were any. */
    boolean applyDue(long version) {
        SettingsState before = inForce;
        for (SettingsState settings : coming) {
            if (settings.fromVersion <= version) {
                inForce = settings;
            }
        }
        coming =
                Arrays.stream(coming)
                        .filter(settings -> settings.number > inForce.number)
                        .toArray(SettingsState[]::new);
        return inForce != before;
    }
}
