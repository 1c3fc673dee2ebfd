package io.ftte.selection;

import java.util.List;
import java.util.Optional;

/**
 * The optimum and how it stands among the others.
 *
 * @param best the largest gain within the budget; of equal ones the largest micro-batch, then the
 *     least memory
 * @param depths one per depth, from the least that is allowed, usually 1
 * @param next the least memory that gains more than the best within the same payload, if anything
 *     does
 */
public record Selection(
        Budget budget, SelectedPlan best, List<Depth> depths, Optional<SelectedPlan> next) {

    /**
     * The best of one depth.
     *
     * @param best empty where none fits
     * @param smallestBytes peak of the smallest plan of this depth
     * @param smallestPayloadBytes of an update of that plan
     */
    public record Depth(
            int depth,
            Optional<SelectedPlan> best,
            long smallestBytes,
            long smallestPayloadBytes) {}

    public Selection {
        depths = List.copyOf(depths);
    }
}
