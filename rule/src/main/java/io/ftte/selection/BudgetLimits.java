package io.ftte.selection;

import io.ftte.network.Network;
import io.ftte.network.Weights;
import io.ftte.selection.search.Limits;
import io.ftte.selection.search.PlanSearch;
import java.util.List;
import java.util.Optional;

/** What budgets and a plan that has to be contained mean to the search, and where none fits. */
record BudgetLimits(Network network, PlanSearch search) {

    /**
     * @throws IllegalArgumentException one line, if atLeast or the personal tensors are not of this
     *     network
     */
    Limits of(Budget budget, Optional<Candidate> atLeast) {
        List<Weights> layers = network.weights();
        int[] lowest = new int[layers.size()];
        int depth = atLeast.map(Candidate::depth).orElse(1);
        if (depth > layers.size()) {
            throw new IllegalArgumentException(
                    "a plan of %d layers is not one of this network of %d"
                            .formatted(depth, layers.size()));
        }
        for (int l = layers.size() - depth; atLeast.isPresent() && l < layers.size(); l++) {
            int eighths = atLeast.get().eighths().get(l - layers.size() + depth);
            List<Integer> parts = CostTable.eighths(layers.get(l), l == layers.size() - 1);
            while (parts.get(lowest[l]) < eighths) {
                lowest[l]++;
            }
        }
        // Where the classifier stays with the device, something else has to be sent.
        int least = budget.keepsClassifier() ? Math.max(2, depth) : depth;
        if (least > layers.size()) {
            throw new IllegalArgumentException(
                    "the classifier is all there is to train: it cannot be personal as a whole");
        }
        return new Limits(budget.memoryBytes(), budget.parameters(network), lowest, least);
    }

    /** Names the smallest plan: by its payload if that is too large, else by its memory. */
    BudgetTooSmallException tooSmall(Budget budget, Limits limits, Optional<Candidate> atLeast) {
        int smallest = limits.depth();
        long parameters = search.smallestParameters(limits, smallest);
        if (parameters > limits.parameters()) {
            return BudgetTooSmallException.payload(
                    budget.payloadBytes(),
                    budget.payloadOf(network, parameters),
                    trains(smallest, atLeast));
        }
        for (int depth = limits.depth() + 1; depth <= network.weights().size(); depth++) {
            if (search.smallestParameters(limits, depth) <= limits.parameters()
                    && search.smallestBytes(limits, depth)
                            < search.smallestBytes(limits, smallest)) {
                smallest = depth;
            }
        }
        return BudgetTooSmallException.memory(
                budget.memoryBytes(),
                search.smallestBytes(limits, smallest),
                trains(smallest, atLeast));
    }

    private String trains(int depth, Optional<Candidate> atLeast) {
        String first = network.weights().get(network.weights().size() - depth).layer().name();
        if (depth == 1) {
            return first + " alone";
        }
        return atLeast.isPresent()
                ? "what it has to contain, from " + first + " on"
                : "the biases from " + first + " on";
    }
}
