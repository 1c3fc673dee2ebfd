package io.ftte.control;

import io.ftte.aggregation.ModelBuffer;
import io.ftte.aggregation.PlanBuffer;
import java.util.Arrays;

/**
 * A full buffer: all that the data plane and the lineage need to make the next version of it.
 *
 * @param model with the plans and settings that filled it
 * @param version the one to make
 * @param eventTime of its publication, ms since the epoch
 * @param openedAt publication of the version before, ms since the epoch
 * @param planIds of the plans with contributions, ascending
 * @param divisors Z of each of them
 * @param contributions in admission order
 */
public record VersionClose(
        ModelBlueprint model,
        long version,
        long eventTime,
        long openedAt,
        int[] planIds,
        double[] divisors,
        AdmittedUpdate[] contributions) {

    /** Closes the buffer that is full; the state has an empty one from then on. */
    static VersionClose of(ModelState state, ModelBlueprint model) {
        ModelBuffer buffer = state.buffer;
        PlanBuffer[] plans =
                Arrays.stream(buffer.plans)
                        .filter(plan -> plan.divisor > 0)
                        .toArray(PlanBuffer[]::new);
        int[] planIds = Arrays.stream(plans).mapToInt(plan -> plan.planId).toArray();
        double[] divisors = Arrays.stream(plans).mapToDouble(plan -> plan.divisor).toArray();
        AdmittedUpdate[] contributions = state.takeContributions();
        long openedAt = buffer.lastPublication();
        model.rule().close(buffer);
        return new VersionClose(
                model,
                buffer.version,
                buffer.lastPublication(),
                openedAt,
                planIds,
                divisors,
                contributions);
    }
}
