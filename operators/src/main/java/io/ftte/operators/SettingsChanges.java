package io.ftte.operators;

import io.ftte.aggregation.AggregationRule;
import io.ftte.aggregation.ServerStep;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelSettings;
import java.util.Arrays;

/**
 * How the aggregation settings of a model follow one another. They come into force when a buffer
 * opens and the model has their {@code fromVersion}, so that one rule makes each version; the
 * highest number that is due wins, whatever the order in which they came.
 */
final class SettingsChanges {
    private SettingsChanges() {}

    /**
     * Accepts settings; they come into force with {@link #applyDue}.
     *
     * @param registered the settings of the registration
     * @param record the encoded settings
     * @return false where they are known already or newer ones are
     * @throws IllegalArgumentException one line, where they do not fit the model
     */
    static boolean accept(
            ModelState model,
            AggregationSettings registered,
            ModelSettings settings,
            byte[] record) {
        SettingsState newest = newest(model);
        int number = settings.getNumber();
        if (number < newest.number
                || number == newest.number && Arrays.equals(record, newest.record)) {
            return false;
        }
        if (number == newest.number) {
            throw new IllegalArgumentException(
                    "settings "
                            + number
                            + " are others already: give these a number above "
                            + newest.number);
        }
        if (settings.getFromVersion() < 0) {
            throw new IllegalArgumentException(
                    "settings " + number + " cannot begin before version 0");
        }
        new AggregationRule(settings.getAggregation());
        ServerStep.checkChange(registered, settings.getAggregation());
        SettingsState[] coming =
                Arrays.copyOf(model.comingSettings, model.comingSettings.length + 1);
        coming[coming.length - 1] = new SettingsState(settings, record);
        model.comingSettings = coming;
        return true;
    }

    /** The last accepted; number 0 stands for the registration's. */
    private static SettingsState newest(ModelState model) {
        if (model.comingSettings.length > 0) {
            return model.comingSettings[model.comingSettings.length - 1];
        }
        return model.settings == null ? new SettingsState() : model.settings;
    }

    /** 0 where the settings of the registration are in force. */
    static int numberInForce(ModelState model) {
        return model.settings == null ? 0 : model.settings.number;
    }

    /** Puts the settings into force that are due; returns whether there were any. */
    static boolean applyDue(ModelState model) {
        SettingsState due = null;
        for (SettingsState settings : model.comingSettings) {
            if (settings.fromVersion <= model.buffer.version) {
                due = settings;
            }
        }
        if (due == null) {
            return false;
        }
        int number = due.number;
        model.settings = due;
        model.comingSettings =
                Arrays.stream(model.comingSettings)
                        .filter(settings -> settings.number > number)
                        .toArray(SettingsState[]::new);
        return true;
    }
}
