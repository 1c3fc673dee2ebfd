package io.ftte.cli.watch.state;

import io.ftte.topics.TopicNames;
import java.util.Locale;

/** What a topic is for: a record counts only on the topic on which it belongs. */
public enum Topic {
    CONTROL,
    DEVICES,
    MODELS,
    LINEAGE,
    UPDATES,
    REJECTED;

    /** As the page calls it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As Kafka calls it. */
    public String name(TopicNames names) {
        return switch (this) {
            case CONTROL -> names.control();
            case DEVICES -> names.devices();
            case MODELS -> names.models();
            case LINEAGE -> names.lineage();
            case UPDATES -> names.updates();
            case REJECTED -> names.rejected();
        };
    }
}
