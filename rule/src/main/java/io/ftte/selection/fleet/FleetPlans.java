package io.ftte.selection.fleet;

import io.ftte.schemas.network.LayerPlan;
import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.NetworkPlan;
import io.ftte.schemas.network.Weights;
import io.ftte.selection.Candidate;
import io.ftte.selection.PlanPayload;
import io.ftte.selection.PlanSolver;
import io.ftte.selection.SelectedPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The plans that a fleet is to train: a tier for each of its budgets that makes a difference, each
 * with all that the one below it trains, and cut into parts that take turns where an update of all
 * of it would weigh too much. What is personal is in none.
 */
final class FleetPlans {
    private final PlanSolver solver;
    private final float[] parameters;

    /**
     * @param parameters the flat vector, whose norms rank the channels
     */
    FleetPlans(PlanSolver solver, float[] parameters) {
        this.solver = solver;
        this.parameters = parameters;
    }

    /**
     * By tier, from that of the weakest devices on.
     *
     * @throws io.ftte.selection.BudgetTooSmallException where no plan fits
     */
    List<List<NetworkPlan>> of(FleetBudget budget) {
        List<List<NetworkPlan>> tiers = new ArrayList<>();
        Optional<Candidate> below = Optional.empty();
        for (int tier = 0; tier < budget.memoryBytes().size(); tier++) {
            SelectedPlan best =
                    solver.best(
                            budget.takeTurns() ? budget.ofWholeTier(tier) : budget.ofTier(tier),
                            below);
            Optional<List<NetworkPlan>> parts = parts(sent(best.plan(), budget), budget);
            if (parts.isEmpty()) {
                best = solver.best(budget.ofTier(tier), below);
                parts = Optional.of(List.of(sent(best.plan(), budget)));
            }
            if (!below.equals(Optional.of(best.candidate()))) {
                tiers.add(parts.get());
                below = Optional.of(best.candidate());
            }
        }
        return tiers;
    }

    private static NetworkPlan sent(NetworkPlan whole, FleetBudget budget) {
        Network network = whole.network();
        List<LayerPlan> layers = new ArrayList<>();
        for (Weights weights : network.weights()) {
            LayerPlan layer = whole.layers().get(weights.index());
            boolean bias = layer.bias() && !budget.personal().contains(weights.bias().name());
            boolean kernel = !budget.personal().contains(weights.kernel().name());
            layers.add(new LayerPlan(bias, kernel ? layer.inputChannels() : List.of()));
        }
        return new NetworkPlan(network, layers);
    }

    /** Empty where what every part has, biases and classifier, weighs too much already. */
    private Optional<List<NetworkPlan>> parts(NetworkPlan whole, FleetBudget budget) {
        int most = PlanParts.most(whole);
        List<NetworkPlan> parts = List.of(whole);
        while (parts.stream().anyMatch(part -> payload(part, budget) > budget.payloadBytes())) {
            if (parts.size() >= most) {
                return Optional.empty();
            }
            parts = PlanParts.of(whole, parameters, parts.size() + 1);
        }
        return Optional.of(parts);
    }

    private static long payload(NetworkPlan plan, FleetBudget budget) {
        return PlanPayload.bytes(budget.encoding(), plan.parameters());
    }
}
