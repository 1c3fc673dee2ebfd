package io.ftte.selection;

import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.Weights;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Every candidate, one after the other. */
record BruteForce(List<SelectedPlan> all) {

    static BruteForce of(Network network, PlanSolver solver) {
        List<Weights> layers = network.weights();
        List<SelectedPlan> all = new ArrayList<>();
        List<List<Integer>> tails = List.of(List.of(8));
        for (int depth = 1; depth <= layers.size(); depth++) {
            for (List<Integer> tail : tails) {
                all.add(solver.evaluate(new Candidate(depth, tail)));
            }
            if (depth < layers.size()) {
                tails = longer(layers.get(layers.size() - depth - 1).channels(), tails);
            }
        }
        return new BruteForce(all);
    }

    private static List<List<Integer>> longer(int channels, List<List<Integer>> tails) {
        List<List<Integer>> longer = new ArrayList<>();
        for (List<Integer> tail : tails) {
            for (int eighths = 0; eighths <= 8; eighths++) {
                if (channels * eighths / 8.0 == Math.rint(channels * eighths / 8.0)) {
                    List<Integer> more = new ArrayList<>(tail);
                    more.add(0, eighths);
                    longer.add(more);
                }
            }
        }
        return longer;
    }

    Optional<SelectedPlan> best(long budgetBytes) {
        return all.stream()
                .filter(plan -> plan.memory().peakBytes() <= budgetBytes)
                .max(
                        Comparator.comparingDouble(SelectedPlan::gain)
                                .thenComparing(plan -> -plan.memory().peakBytes()));
    }

    Optional<SelectedPlan> best(long budgetBytes, int depth) {
        return new BruteForce(
                        all.stream().filter(plan -> plan.candidate().depth() == depth).toList())
                .best(budgetBytes);
    }

    /** The least memory that gains more. */
    Optional<Long> next(double gain) {
        return all.stream()
                .filter(plan -> plan.gain() > gain)
                .map(plan -> plan.memory().peakBytes())
                .min(Comparator.naturalOrder());
    }

    long smallest() {
        return all.stream().mapToLong(plan -> plan.memory().peakBytes()).min().orElseThrow();
    }

    long largest() {
        return all.stream().mapToLong(plan -> plan.memory().peakBytes()).max().orElseThrow();
    }
}
