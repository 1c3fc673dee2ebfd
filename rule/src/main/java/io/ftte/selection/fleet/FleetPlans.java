package io.ftte.selection.fleet;

import io.ftte.network.LayerPlan;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Weights;
import io.ftte.selection.Candidate;
import io.ftte.selection.PlanSolver;
import io.ftte.selection.SelectedPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The plans that a fleet is to train: a tier for each of its budgets that makes a difference, each
 * with all that the one below it trains, and cut into parts that take turns where an update of all
 * of it would weigh too much. What is personal is in none.
 */
final class FleetPlans {
    private final PlanSolver solver;
    private final float[] parameters;
    private final Set<String> personal;

    /**
     * @param whole what its plans train together
     */
    private record Tier(Candidate whole, List<NetworkPlan> plans) {}

    /**
     * @param parameters the flat vector, whose norms rank the channels
     * @param personal tensors of the classifier that devices train for themselves
     */
    FleetPlans(PlanSolver solver, float[] parameters, Set<String> personal) {
        this.solver = solver;
        this.parameters = parameters;
        this.personal = personal;
    }

    /** By tier, from that of the weakest devices on; empty where nothing fits them. */
    List<List<NetworkPlan>> of(FleetBudget budget) {
        List<List<NetworkPlan>> tiers = new ArrayList<>();
        Optional<Candidate> below = Optional.empty();
        for (int place = 0; place < budget.memoryBytes().size(); place++) {
            Optional<Tier> tier = tier(budget, place, below);
            // Where the one below is cut and nothing larger can be, the strong train that, too.
            if (tier.isPresent() && !tier.map(Tier::whole).equals(below)) {
                tiers.add(tier.get().plans());
                below = tier.map(Tier::whole);
            }
        }
        return tiers;
    }

    private Optional<Tier> tier(FleetBudget budget, int place, Optional<Candidate> below) {
        Optional<Tier> inTurns =
                budget.takeTurns()
                        ? solver.find(budget.ofWholeTier(place, personal), below)
                                .flatMap(best -> cut(best, budget))
                        : Optional.empty();
        return inTurns.or(
                () ->
                        solver.find(budget.ofTier(place, personal), below)
                                .map(best -> new Tier(best.candidate(), List.of(sent(best)))));
    }

    private NetworkPlan sent(SelectedPlan whole) {
        Network network = whole.plan().network();
        List<LayerPlan> layers = new ArrayList<>();
        for (Weights weights : network.weights()) {
            LayerPlan layer = whole.plan().layers().get(weights.index());
            boolean bias = layer.bias() && !personal.contains(weights.bias().name());
            boolean kernel = !personal.contains(weights.kernel().name());
            layers.add(new LayerPlan(bias, kernel ? layer.inputChannels() : List.of()));
        }
        return new NetworkPlan(network, layers);
    }

    /** In as few parts as are light enough; empty where what all have weighs too much already. */
    private Optional<Tier> cut(SelectedPlan best, FleetBudget budget) {
        NetworkPlan whole = sent(best);
        int most = Math.max(1, PlanParts.most(whole));
        if (!budget.allows(PlanParts.common(whole))) {
            return Optional.empty();
        }
        for (int count = 1; count <= most; count++) {
            List<NetworkPlan> parts =
                    count == 1 ? List.of(whole) : PlanParts.of(whole, parameters, count);
            if (parts.stream().allMatch(part -> budget.allows(part.parameters()))) {
                return Optional.of(new Tier(best.candidate(), parts));
            }
        }
        return Optional.empty();
    }
}
