package io.ftte.selection;

import io.ftte.schemas.network.LayerPlan;
import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.NetworkPlan;
import io.ftte.schemas.network.Weights;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Whether a fleet should train another plan than it does. A change costs every device its buffers
 * and every shard a snapshot, so it must gain {@value #MIN_IMPROVEMENT} of the present gain, or the
 * budget must demand it.
 */
public final class PlanChoice {
    private static final double MIN_IMPROVEMENT = 0.05;

    private final Network network;
    private final float[] parameters;
    private final TrainingSetup setup;
    private final long smallestBytes;

    /**
     * @param parameters the flat vector, whose norms rank the channels
     * @throws IllegalArgumentException if they are not the network's
     */
    public PlanChoice(Network network, float[] parameters, TrainingSetup setup) {
        this.network = network;
        this.parameters = parameters;
        this.setup = setup;
        this.smallestBytes = solver(new ParameterGains(network)).smallestBytes();
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

    /**
     * The plan to change to, if any; payload is free.
     *
     * @param current flat indices that are trained now
     * @param budgetBytes at least {@link #smallestBytes}
     */
    public Optional<NetworkPlan> better(BitSet current, long budgetBytes, Gains gains) {
        return better(current, Budget.ofMemory(budgetBytes), gains);
    }

    /**
     * The plan to change to, if any.
     *
     * @param current flat indices that are trained now
     * @throws BudgetTooSmallException if not even the smallest plan fits
     */
    public Optional<NetworkPlan> better(BitSet current, Budget budget, Gains gains) {
        SelectedPlan best = solver(gains).best(budget, Optional.empty());
        Optional<NetworkPlan> now = plan(current);
        if (now.isEmpty()) {
            return Optional.of(best.plan());
        }
        double present = gain(now.get(), gains);
        boolean worthwhile =
                best.gain() > present
                        && best.gain() >= present + MIN_IMPROVEMENT * Math.abs(present);
        return violated(now.get(), budget) || worthwhile
                ? Optional.of(best.plan())
                : Optional.empty();
    }

    private boolean violated(NetworkPlan plan, Budget budget) {
        return new MemoryModel(network, setup).profile(plan).peakBytes() > budget.memoryBytes()
                || budget.payloadOf(plan) > budget.payloadBytes();
    }

    /** Empty where the engine could not train it: parts of channels, or of a bias. */
    private Optional<NetworkPlan> plan(BitSet indices) {
        try {
            return Optional.of(NetworkPlan.of(network, indices));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** As the solver adds it up; of a part between two eighths, the lower one. */
    private double gain(NetworkPlan plan, Gains gains) {
        List<Weights> layers = network.weights();
        double gain = gains.biases(layers.size() - plan.firstTrainable());
        for (Weights layer : layers) {
            LayerPlan trained = plan.layers().get(layer.index());
            gain += gains.weights(layer, 8 * trained.inputChannels().size() / layer.channels());
        }
        return gain;
    }
}
