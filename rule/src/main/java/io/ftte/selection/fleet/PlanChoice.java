package io.ftte.selection.fleet;

import io.ftte.network.LayerPlan;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.NetworkTensor;
import io.ftte.network.Weights;
import io.ftte.schemas.TensorEncoding;
import io.ftte.selection.Gains;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.ParameterGains;
import io.ftte.selection.PlanSolver;
import io.ftte.selection.TrainingSetup;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Whether a fleet should train other plans than it does. A change costs every device its buffers
 * and every shard a snapshot, so it must gain {@value #MIN_IMPROVEMENT} of the present gain, or a
 * budget must demand it. What plans gain is summed over the fleet's tiers: each tier trains the
 * highest plan that its memory allows.
 */
public final class PlanChoice {
    private static final double MIN_IMPROVEMENT = 0.05;

    private final Network network;
    private final float[] parameters;
    private final Set<String> personal;
    private final MemoryModel memory;
    private final TrainingSetup setup;
    private final PlanSolver byParameters;
    private final long smallestBytes;

    /** Of a model without personal tensors. */
    public PlanChoice(Network network, float[] parameters, TrainingSetup setup) {
        this(network, parameters, setup, Set.of());
    }

    /**
     * @param parameters the flat vector, whose norms rank the channels
     * @param personal tensors that devices train for themselves, beside any plan
     * @throws IllegalArgumentException one line, if the parameters are not the network's, or a
     *     tensor is personal that is not the classifier's, or all of them are
     */
    public PlanChoice(
            Network network, float[] parameters, TrainingSetup setup, Set<String> personal) {
        this.network = network;
        this.parameters = parameters;
        this.setup = setup;
        this.personal = Set.copyOf(personal);
        memory = new MemoryModel(network, setup);
        byParameters = solver(new ParameterGains(network));
        smallestBytes = byParameters.smallestBytes(personal);
    }

    private PlanSolver solver(Gains gains) {
        return new PlanSolver(network, parameters, setup, gains);
    }

    public Network network() {
        return network;
    }

    /** The memory that the smallest plan needs; a device with less cannot train at all. */
    public long smallestBytes() {
        return smallestBytes;
    }

    /** What an update of the lightest plan weighs, one way, without ids and envelope. */
    public long smallestPayload(TensorEncoding encoding) {
        return byParameters.smallestPayload(personal, encoding);
    }

    /**
     * The plans to change to, if any, and if there are such.
     *
     * @param current flat indices that are trained now, by tier
     * @return by tier, from that of the weakest devices on
     */
    public Optional<List<List<NetworkPlan>>> better(
            List<List<BitSet>> current, FleetBudget budget, Gains gains) {
        List<List<NetworkPlan>> best =
                new FleetPlans(solver(gains), parameters, personal).of(budget);
        OptionalDouble most = gain(best.stream().map(PlanChoice::indices).toList(), budget, gains);
        OptionalDouble present = gain(current, budget, gains);
        boolean changes = most.isPresent() && (present.isEmpty() || isWorthIt(present, most));
        return changes ? Optional.of(best) : Optional.empty();
    }

    /** Whether every device of such a fleet can train one of the tiers. */
    public boolean isTrainable(List<List<BitSet>> current, FleetBudget budget) {
        return budget.memoryBytes().stream()
                .allMatch(
                        memoryBytes ->
                                current.stream().anyMatch(tier -> fits(tier, memoryBytes, budget)));
    }

    private static boolean isWorthIt(OptionalDouble present, OptionalDouble most) {
        double now = present.getAsDouble();
        double then = most.getAsDouble();
        return then > now && then >= now + MIN_IMPROVEMENT * Math.abs(now);
    }

    private static List<BitSet> indices(List<NetworkPlan> tier) {
        return tier.stream().map(NetworkPlan::indices).toList();
    }

    /** Empty where some device could train none of them. */
    private OptionalDouble gain(List<List<BitSet>> tiers, FleetBudget budget, Gains gains) {
        double sum = 0;
        for (long memoryBytes : budget.memoryBytes()) {
            OptionalDouble highest = OptionalDouble.empty();
            for (int tier = tiers.size() - 1; tier >= 0 && highest.isEmpty(); tier--) {
                if (fits(tiers.get(tier), memoryBytes, budget)) {
                    highest = gain(tiers.get(tier), gains);
                }
            }
            if (highest.isEmpty()) {
                return highest;
            }
            sum += highest.getAsDouble();
        }
        return OptionalDouble.of(sum);
    }

    /** Whether a device trains all of a tier, and each of its plans weighs little enough. */
    private boolean fits(List<BitSet> plans, long memoryBytes, FleetBudget budget) {
        return plans.stream().allMatch(indices -> budget.allows(indices.cardinality()))
                && plan(trained(plans))
                        .filter(whole -> memory.profile(whole).peakBytes() <= memoryBytes)
                        .isPresent();
    }

    /** A tier's plans together, and what is personal beside them. */
    private BitSet trained(List<BitSet> plans) {
        BitSet all = union(plans);
        for (NetworkTensor tensor : network.tensors()) {
            if (personal.contains(tensor.name())) {
                all.set(tensor.offset(), tensor.end());
            }
        }
        return all;
    }

    private static BitSet union(List<BitSet> plans) {
        BitSet union = new BitSet();
        plans.forEach(union::or);
        return union;
    }

    /** Empty where the engine could not train it: parts of channels, or of a bias. */
    private Optional<NetworkPlan> plan(BitSet indices) {
        try {
            return Optional.of(NetworkPlan.of(network, indices));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Of a tier's plans together, as the solver adds it up; between two eighths, the lower one. */
    private OptionalDouble gain(List<BitSet> plans, Gains gains) {
        NetworkPlan plan = NetworkPlan.of(network, union(plans));
        List<Weights> layers = network.weights();
        double gain = gains.biases(layers.size() - plan.firstTrainable());
        for (Weights layer : layers) {
            LayerPlan trained = plan.layers().get(layer.index());
            gain += gains.weights(layer, 8 * trained.inputChannels().size() / layer.channels());
        }
        return OptionalDouble.of(gain);
    }
}
