package io.ftte.control;

import io.ftte.aggregation.ModelBuffer;
import io.ftte.aggregation.PlanBuffer;
import io.ftte.control.privacy.PrivacyBooks;
import io.ftte.control.privacy.VersionNoise;
import java.util.Arrays;
import java.util.Optional;

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
 * @param noise that each plan's sum gets, where the model is private
 */
public record VersionClose(
        ModelBlueprint model,
        long version,
        long eventTime,
        long openedAt,
        int[] planIds,
        double[] divisors,
        AdmittedUpdate[] contributions,
        Optional<VersionNoise> noise) {

    /** Closes the buffer that is full; the state has an empty one from then on. */
    static VersionClose of(ModelState state, ModelBlueprint model, PrivacyBooks books) {
        ModelBuffer buffer = state.buffer;
        PlanBuffer[] plans =
                Arrays.stream(buffer.plans)
                        .filter(plan -> plan.divisor > 0)
                        .toArray(PlanBuffer[]::new);
        int[] planIds = Arrays.stream(plans).mapToInt(plan -> plan.planId).toArray();
        double[] divisors = Arrays.stream(plans).mapToDouble(plan -> plan.divisor).toArray();
        AdmittedUpdate[] contributions = state.takeContributions();
        Optional<VersionNoise> noise =
                model.privacy().map(privacy -> books.noise(privacy, state.takeNonce()));
        long openedAt = buffer.lastPublication();
        model.rule().close(buffer);
        return new VersionClose(
                model,
                buffer.version,
                buffer.lastPublication(),
                openedAt,
                planIds,
                divisors,
                contributions,
                noise);
    }
}
