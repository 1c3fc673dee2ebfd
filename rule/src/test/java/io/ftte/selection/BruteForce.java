package io.ftte.selection;

import io.ftte.network.Network;
import io.ftte.network.Weights;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Every candidate, one after the other. */
record BruteForce(List<SelectedPlan> all) {

    /**
     * @param solvers one per micro-batch
     */
    static BruteForce of(Network network, List<PlanSolver> solvers) {
        return new BruteForce(
                solvers.stream().flatMap(solver -> of(network, solver).all().stream()).toList());
    }

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

    /** Those that contain a candidate's plan. */
    BruteForce containing(SelectedPlan least) {
        return only(
                plan -> {
                    BitSet missing = least.plan().indices();
                    missing.andNot(plan.plan().indices());
                    return missing.isEmpty();
                });
    }

    BruteForce only(Predicate<SelectedPlan> condition) {
        return new BruteForce(all.stream().filter(condition).toList());
    }

    BruteForce ofDepth(int depth) {
        return only(plan -> plan.candidate().depth() == depth);
    }

    Optional<SelectedPlan> best(Budget budget) {
        return all.stream()
                .filter(plan -> plan.memory().peakBytes() <= budget.memoryBytes())
                .filter(plan -> budget.payloadOf(plan.plan()) <= budget.payloadBytes())
                .max(
                        Comparator.comparingDouble(SelectedPlan::gain)
                                .thenComparing(SelectedPlan::microBatch)
                                .thenComparing(plan -> -plan.memory().peakBytes()));
    }

    /** The least memory that gains more with the same payload. */
    Optional<Long> next(Budget budget, double gain) {
        return all.stream()
                .filter(plan -> plan.gain() > gain)
                .filter(plan -> budget.payloadOf(plan.plan()) <= budget.payloadBytes())
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
