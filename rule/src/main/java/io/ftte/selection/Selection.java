package io.ftte.selection;

import java.util.List;
import java.util.Optional;

/**
 * The optimum and how it stands among the others.
 *
 * @param best the largest gain within the budget; of equal ones the least memory
 * @param depths one per depth, from 1
 * @param next the least memory that gains more than the best, if anything does
 */
public record Selection(
        long budgetBytes, SelectedPlan best, List<Depth> depths, Optional<SelectedPlan> next) {

    /**
     * The best of one depth.
     *
     * @param best empty where none fits
     * @param smallestBytes peak of the smallest plan of this depth
     */
    public record Depth(int depth, Optional<SelectedPlan> best, long smallestBytes) {}

    public Selection {
        depths = List.copyOf(depths);
    }
}
