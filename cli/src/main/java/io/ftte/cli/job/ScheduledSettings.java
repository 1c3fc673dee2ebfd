package io.ftte.cli.job;

import io.ftte.cli.model.SettingsChange;
import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.topics.OptionsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Changes of aggregation settings, by the version from which on they hold.
 *
 * @param byVersion those of version 0 hold from the registration on
 */
public record ScheduledSettings(NavigableMap<Long, Map<String, String>> byVersion) {
    private static final Pattern CHANGE = Pattern.compile("([^=]+)=([^@]*)(?:@(\\d{1,18}))?");

    /**
     * @param changes as {@code KEY=VALUE} or {@code KEY=VALUE@VERSION}
     * @throws OptionsException one line, where one is written otherwise
     */
    public static ScheduledSettings parse(List<String> changes) {
        NavigableMap<Long, Map<String, String>> byVersion = new TreeMap<>();
        for (String change : changes) {
            Matcher matcher = CHANGE.matcher(change);
            if (!matcher.matches()) {
                throw new OptionsException(
                        "--set "
                                + change
                                + " is no change such as bufferSize=20 or age.rate=1@120");
            }
            long version = matcher.group(3) == null ? 0 : Long.parseLong(matcher.group(3));
            byVersion
                    .computeIfAbsent(version, v -> new LinkedHashMap<>())
                    .put(matcher.group(1), matcher.group(2));
        }
        return new ScheduledSettings(byVersion);
    }

    /**
     * The model with what holds from the start.
     *
     * @throws OptionsException one line, where it makes no sense
     */
    public ModelDefinition first(ModelDefinition model) {
        Map<String, String> changes = byVersion.getOrDefault(0L, Map.of());
        return changes.isEmpty()
                ? model
                : model.with(new SettingsChange(changes).of(model.head().getAggregation()));
    }

    /**
     * What changes later, each on top of what came before it.
     *
     * @param models with what holds from the start
     * @throws OptionsException one line, where it makes no sense, or not while a model trains
     */
    public List<ModelSettings> later(List<ModelDefinition> models) {
        List<ModelSettings> later = new ArrayList<>();
        for (ModelDefinition model : models) {
            AggregationSettings settings = model.head().getAggregation();
            int number = 0;
            for (Map.Entry<Long, Map<String, String>> change :
                    byVersion.tailMap(0L, false).entrySet()) {
                settings = new SettingsChange(change.getValue()).whileTraining(settings);
                later.add(
                        new ModelSettings(
                                model.head().getModelId(), ++number, change.getKey(), settings));
            }
        }
        return later;
    }

    /** All of it, on top of what is in force; what holds from the start does so at once. */
    List<ModelSettings> over(Collection<ModelSettings> inForce) {
        List<ModelSettings> all = new ArrayList<>();
        for (ModelSettings present : inForce) {
            AggregationSettings settings = present.getAggregation();
            int number = present.getNumber();
            for (Map.Entry<Long, Map<String, String>> change : byVersion.entrySet()) {
                settings = new SettingsChange(change.getValue()).whileTraining(settings);
                all.add(
                        new ModelSettings(
                                present.getModelId(), ++number, change.getKey(), settings));
            }
        }
        return all;
    }
}
