package io.ftte.topics;

import java.util.List;

/** The names of the job's six topics. */
public record TopicNames(
        String updates,
        String control,
        String devices,
        String models,
        String lineage,
        String rejected) {

    /** In the order of the components. */
    public List<String> all() {
        return List.of(updates, control, devices, models, lineage, rejected);
    }
}
