package io.ftte.topics;

import java.util.List;

/** The names of the job's seven topics. */
public record TopicNames(
        String updates,
        String control,
        String decisions,
        String devices,
        String models,
        String lineage,
        String rejected) {

    /** In the order of the components. */
    public List<String> all() {
        return List.of(updates, control, decisions, devices, models, lineage, rejected);
    }
}
