package io.ftte.cli.compare;

import io.ftte.cli.job.ScheduledSettings;
import io.ftte.jobs.options.AggregationConf;
import io.ftte.jobs.replay.Replay;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.text.ModelDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Settings under which a recording is replayed.
 *
 * @param models all that were registered; the compared one with what holds from the start
 * @param changes of the compared one's settings, later
 * @param recorded whether it is the record as it was
 */
record Variant(
        String name, List<ModelDefinition> models, List<ModelSettings> changes, boolean recorded) {
    private static final String AS_RECORDED = "as recorded";

    static Variant asRecorded(List<ModelDefinition> models) {
        return new Variant(AS_RECORDED, models, List.of(), true);
    }

    /**
     * @param set one or more changes with commas between
     * @param modelId whose settings change
     * @throws io.ftte.topics.OptionsException one line, where they make no sense
     */
    static Variant of(String set, List<ModelDefinition> models, String modelId) {
        ScheduledSettings settings = ScheduledSettings.parse(List.of(set.split(",", -1)));
        List<ModelDefinition> changed = new ArrayList<>();
        List<ModelSettings> later = new ArrayList<>();
        for (ModelDefinition model : models) {
            if (model.head().getModelId().equals(modelId)) {
                ModelDefinition first = settings.first(model);
                changed.add(first);
                later.addAll(settings.later(List.of(first)));
            } else {
                changed.add(model);
            }
        }
        return new Variant(set, changed, later, false);
    }

    Replay replay(AggregationConf conf, Set<Long> unauthorised) {
        return new Replay(conf, models, changes, recorded, unauthorised, Optional.empty());
    }
}
