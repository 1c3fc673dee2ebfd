package io.ftte.cli.model;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.text.AggregationJson;

/** Aggregation settings of a model that is registered for a live job. */
public final class LiveSettings {
    /** Beyond it an update says next to nothing; the job may forget older versions. */
    private static final long MAX_STALENESS = 1_000;

    private LiveSettings() {}

    /** The rule's defaults, with a bound on the staleness. */
    public static AggregationSettings defaults() {
        return AggregationSettings.newBuilder(AggregationJson.defaults())
                .setMaxStaleness(MAX_STALENESS)
                .build();
    }
}
