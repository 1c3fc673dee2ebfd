package io.ftte.selection;

import io.ftte.network.LayerPlan;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Weights;
import io.ftte.schemas.TensorEncoding;
import io.ftte.selection.Selection.Depth;
import io.ftte.selection.search.Found;
import io.ftte.selection.search.Limits;
import io.ftte.selection.search.PlanSearch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Finds the plan that gains most within a budget of memory and payload, exactly, and says how the
 * others stand.
 *
 * <p>The candidates: for each depth k, the last k weight layers train their biases; inside them
 * each layer trains the weights of c/8 of its input channels, c = 0 … 8 where that is a whole
 * number, those with the largest L2 norm; the classifier trains whole. Sums of gains that are no
 * whole numbers are compared to 12 digits.
 */
public final class PlanSolver {

    /** Gains closer than this part of them differ by rounding alone. */
    private static final double ROUNDING = 1e-9;

    private final Network network;
    private final List<Weights> layers;
    private final List<ChannelRanking> rankings;

    /** By micro-batch. */
    private final TreeMap<Integer, MemoryModel> memory = new TreeMap<>();

    private final Gains gains;
    private final PlanSearch search;
    private final BudgetLimits limits;

    /**
     * In the setup's micro-batch.
     *
     * @param parameters the flat vector, whose norms rank the channels
     * @throws IllegalArgumentException if they are not the network's
     */
    public PlanSolver(Network network, float[] parameters, TrainingSetup setup, Gains gains) {
        this(network, parameters, List.of(setup), gains);
    }

    /**
     * Chooses the micro-batch, too: of those that divide the batch. A plan that fits in one fits in
     * every smaller one, at the price of more passes per step; so of equal gain the largest is
     * best.
     *
     * @param parameters the flat vector, whose norms rank the channels
     * @throws IllegalArgumentException if they are not the network's
     */
    public static PlanSolver ofAnyMicroBatch(
            Network network, float[] parameters, TrainingSetup setup, Gains gains) {
        return new PlanSolver(
                network,
                parameters,
                IntStream.rangeClosed(1, setup.batch())
                        .filter(microBatch -> setup.batch() % microBatch == 0)
                        .mapToObj(setup::withMicroBatch)
                        .toList(),
                gains);
    }

    private PlanSolver(
            Network network, float[] parameters, List<TrainingSetup> setups, Gains gains) {
        if (parameters.length != network.parameterCount()) {
            throw new IllegalArgumentException(
                    "%d parameters do not fit a network of %d"
                            .formatted(parameters.length, network.parameterCount()));
        }
        this.network = network;
        this.gains = gains;
        layers = network.weights();
        rankings = layers.stream().map(w -> new ChannelRanking(w, parameters)).toList();
        setups.forEach(s -> memory.put(s.microBatch(), new MemoryModel(network, s)));
        search = new PlanSearch(setups.stream().map(s -> CostTable.of(network, s, gains)).toList());
        limits = new BudgetLimits(network, search);
    }

    /**
     * The optimum within a memory and how the others stand; payload is free.
     *
     * @throws BudgetTooSmallException if not even the smallest plan fits; its message names that
     */
    public Selection solve(long memoryBytes) {
        return solve(Budget.ofMemory(memoryBytes), Optional.empty());
    }

    /**
     * The optimum and how the others stand.
     *
     * @param atLeast what the plan has to contain; as the channels' order is one, it contains this
     *     candidate's plan whatever the budgets of the two are
     * @throws BudgetTooSmallException if not even the smallest plan fits; its message names that
     * @throws IllegalArgumentException one line, if atLeast or the personal tensors are not of this
     *     network
     */
    public Selection solve(Budget budget, Optional<Candidate> atLeast) {
        SelectedPlan best = best(budget, atLeast);
        Limits within = limits.of(budget, atLeast);
        List<Depth> depths = new ArrayList<>();
        for (int k = within.depth(); k <= layers.size(); k++) {
            depths.add(
                    new Depth(
                            k,
                            search.best(within, k, k).map(this::selected),
                            search.smallestBytes(within, k),
                            budget.payloadOf(network, search.smallestParameters(within, k))));
        }
        return new Selection(budget, best, depths, next(within, best));
    }

    /** Only the optimum of {@link #solve(Budget, Optional)}, which is much faster to find. */
    public SelectedPlan best(Budget budget, Optional<Candidate> atLeast) {
        Limits within = limits.of(budget, atLeast);
        return search.best(within)
                .map(this::selected)
                .orElseThrow(() -> limits.tooSmall(budget, within, atLeast));
    }

    /** The same, if anything fits. */
    public Optional<SelectedPlan> find(Budget budget, Optional<Candidate> atLeast) {
        return search.best(limits.of(budget, atLeast)).map(this::selected);
    }

    /** Everything trains, in the largest micro-batch there is. */
    public SelectedPlan full() {
        return evaluate(new Candidate(layers.size(), Collections.nCopies(layers.size(), 8)));
    }

    /** The memory that the smallest plan needs. */
    public long smallestBytes() {
        return smallestBytes(Set.of());
    }

    /**
     * The same beside what devices train for themselves.
     *
     * @param personal as a {@link Budget} has them
     */
    public long smallestBytes(Set<String> personal) {
        Limits within =
                limits.of(
                        new Budget(0, Long.MAX_VALUE, TensorEncoding.F32, personal),
                        Optional.empty());
        return IntStream.rangeClosed(within.depth(), layers.size())
                .mapToLong(depth -> search.smallestBytes(within, depth))
                .min()
                .orElseThrow();
    }

    /**
     * What an update of the lightest plan weighs, in bytes, where personal tensors are not sent.
     */
    public long smallestPayload(Set<String> personal, TensorEncoding encoding) {
        Budget any = new Budget(0, Long.MAX_VALUE, encoding, personal);
        Limits within = limits.of(any, Optional.empty());
        return any.payloadOf(network, search.smallestParameters(within, within.depth()));
    }

    /**
     * A candidate with its gain and memory, within any budget or not, in the largest micro-batch
     * there is.
     */
    public SelectedPlan evaluate(Candidate candidate) {
        return evaluate(candidate, memory.lastKey());
    }

    private SelectedPlan evaluate(Candidate candidate, int microBatch) {
        List<LayerPlan> plans = new ArrayList<>();
        double gain = 0;
        for (int l = layers.size() - 1; l >= 0; l--) {
            int inside = l - (layers.size() - candidate.depth());
            int eighths = inside < 0 ? 0 : candidate.eighths().get(inside);
            if (inside >= 0) {
                gain += gains.weights(layers.get(l), eighths);
            }
            int channels = CostTable.channels(layers.get(l), eighths);
            plans.add(new LayerPlan(inside >= 0, rankings.get(l).strongest(channels)));
        }
        Collections.reverse(plans);
        NetworkPlan plan = new NetworkPlan(network, plans);
        return new SelectedPlan(
                candidate,
                plan,
                microBatch,
                gain + gains.biases(candidate.depth()),
                memory.get(microBatch).profile(plan));
    }

    /** The least memory that gains more than the given plan. */
    private Optional<SelectedPlan> next(Limits within, SelectedPlan plan) {
        double more = plan.gain() + ROUNDING * Math.abs(plan.gain());
        return search.next(within, more, plan.candidate().depth()).map(this::selected);
    }

    private SelectedPlan selected(Found found) {
        return evaluate(new Candidate(found.eighths().size(), found.eighths()), found.microBatch());
    }
}
