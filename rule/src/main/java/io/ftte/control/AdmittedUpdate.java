package io.ftte.control;

import io.ftte.aggregation.Weight;

/** One update's line in the lineage of the version it went into. */
public record AdmittedUpdate(
        String deviceId,
        long sequence,
        int planId,
        long staleness,
        double ageFactor,
        double varianceFactor,
        double weight,
        boolean late) {

    static AdmittedUpdate of(Update update, Weight weight) {
        return new AdmittedUpdate(
                update.deviceId(),
                update.sequence(),
                update.planId(),
                weight.staleness(),
                weight.ageFactor(),
                weight.varianceFactor(),
                weight.value(),
                update.late());
    }
}
