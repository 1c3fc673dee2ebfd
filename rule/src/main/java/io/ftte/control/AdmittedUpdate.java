package io.ftte.control;

import io.ftte.aggregation.Weight;
import java.util.OptionalLong;

/**
 * One update's line in the lineage of the version it went into.
 *
 * @param weight without the clip where the model is private
 * @param placed one more than {@link Update#place}; 0 where a savepoint of a release that did not
 *     keep it has been restored
 * @param seedId {@link Update#seedId}
 */
public record AdmittedUpdate(
        String deviceId,
        long sequence,
        int planId,
        long staleness,
        double ageFactor,
        double varianceFactor,
        double weight,
        boolean late,
        long placed,
        long seedId) {

    static AdmittedUpdate of(Update update, Weight weight) {
        return new AdmittedUpdate(
                update.deviceId(),
                update.sequence(),
                update.planId(),
                weight.staleness(),
                weight.ageFactor(),
                weight.varianceFactor(),
                weight.value(),
                update.late(),
                update.place() + 1,
                update.seedId());
    }

    /** The same of a device of that name. */
    public AdmittedUpdate withDeviceId(String name) {
        return new AdmittedUpdate(
                name,
                sequence,
                planId,
                staleness,
                ageFactor,
                varianceFactor,
                weight,
                late,
                placed,
                seedId);
    }

    /** {@link Update#place}, where it is known. */
    public OptionalLong place() {
        return placed == 0 ? OptionalLong.empty() : OptionalLong.of(placed - 1);
    }
}
