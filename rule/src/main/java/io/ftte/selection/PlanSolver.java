package io.ftte.selection;

import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;

import io.ftte.schemas.network.LayerPlan;
import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.NetworkPlan;
import io.ftte.schemas.network.Weights;
import io.ftte.selection.PlanSearch.Found;
import io.ftte.selection.Selection.Depth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds the plan that gains most within a memory budget, exactly, and says how the others stand.
 *
 * <p>The candidates: for each depth k, the last k weight layers train their biases; inside them
 * each layer trains the weights of c/8 of its input channels, c = 0 … 8 where that is a whole
 * number, those with the largest L2 norm; the classifier trains whole.
 */
public final class PlanSolver {

    /** The largest gain; of equal ones the least memory, then the fewest layers. */
    private static final Comparator<Found> BEST_FIRST =
            comparingDouble(Found::gain)
                    .reversed()
                    .thenComparing(comparingLong(Found::peakBytes))
                    .thenComparing(comparingInt(Found::depth));

    /** Gains closer than this part of them differ by rounding alone. */
    private static final double ROUNDING = 1e-9;

    private final Network network;
    private final List<Weights> layers;
    private final List<ChannelRanking> rankings;
    private final MemoryModel memory;
    private final Gains gains;
    private final PlanSearch search;

    /**
     * @param parameters the flat vector, whose norms rank the channels
     * @throws IllegalArgumentException if they are not the network's
     */
    public PlanSolver(Network network, float[] parameters, TrainingSetup setup, Gains gains) {
        if (parameters.length != network.parameterCount()) {
            throw new IllegalArgumentException(
                    "%d parameters do not fit a network of %d"
                            .formatted(parameters.length, network.parameterCount()));
        }
        this.network = network;
        this.gains = gains;
        layers = network.weights();
        rankings = layers.stream().map(w -> new ChannelRanking(w, parameters)).toList();
        memory = new MemoryModel(network, setup);
        search = new PlanSearch(network, setup, gains);
    }

    /**
     * The optimum for a budget.
     *
     * @throws BudgetTooSmallException if not even the smallest plan fits; its message names that
     */
    public Selection solve(long budgetBytes) {
        List<Optional<Found>> best =
                new ArrayList<>(Collections.nCopies(layers.size(), Optional.empty()));
        search.within(
                budgetBytes,
                found -> best.set(found.depth() - 1, better(best.get(found.depth() - 1), found)));
        List<Depth> depths = new ArrayList<>();
        for (int k = 1; k <= layers.size(); k++) {
            depths.add(new Depth(k, best.get(k - 1).map(this::selected), smallestBytes(k)));
        }
        Found optimum =
                best.stream()
                        .flatMap(Optional::stream)
                        .min(BEST_FIRST)
                        .orElseThrow(() -> tooSmall(budgetBytes, depths));
        SelectedPlan selected = selected(optimum);
        return new Selection(budgetBytes, selected, depths, next(selected));
    }

    /** A candidate with its gain and memory, within any budget or not. */
    public SelectedPlan evaluate(Candidate candidate) {
        List<LayerPlan> plans = new ArrayList<>();
        double gain = 0;
        for (int l = layers.size() - 1; l >= 0; l--) {
            int inside = l - (layers.size() - candidate.depth());
            int eighths = inside < 0 ? 0 : candidate.eighths().get(inside);
            if (inside >= 0) {
                gain += gains.weights(layers.get(l), eighths);
            }
            int channels = PlanSearch.channels(layers.get(l), eighths);
            plans.add(new LayerPlan(inside >= 0, rankings.get(l).strongest(channels)));
        }
        Collections.reverse(plans);
        NetworkPlan plan = new NetworkPlan(network, plans);
        return new SelectedPlan(
                candidate, plan, gain + gains.biases(candidate.depth()), memory.profile(plan));
    }

    /** The least memory that gains more than the given plan. */
    private Optional<SelectedPlan> next(SelectedPlan plan) {
        double more = plan.gain() + ROUNDING * Math.abs(plan.gain());
        // One more group than the plan bounds the search; what gains more with less may be rarer.
        long bound =
                oneMoreGroup(plan.candidate()).stream()
                        .map(this::evaluate)
                        .filter(one -> one.gain() > more)
                        .mapToLong(one -> one.memory().peakBytes())
                        .min()
                        .orElse(Long.MAX_VALUE);
        List<Found> least = new ArrayList<>();
        Comparator<Found> leastFirst = comparingLong(Found::peakBytes).thenComparing(BEST_FIRST);
        search.within(
                bound,
                found -> {
                    if (found.gain() > more
                            && (least.isEmpty() || leastFirst.compare(found, least.get(0)) < 0)) {
                        least.clear();
                        least.add(found);
                    }
                });
        return least.stream().findFirst().map(this::selected);
    }

    private List<Candidate> oneMoreGroup(Candidate candidate) {
        List<Candidate> larger = new ArrayList<>();
        int first = layers.size() - candidate.depth();
        for (int l = first; l < layers.size() - 1; l++) {
            int now = candidate.eighths().get(l - first);
            for (int eighths : PlanSearch.eighths(layers.get(l), false)) {
                if (eighths > now) {
                    List<Integer> more = new ArrayList<>(candidate.eighths());
                    more.set(l - first, eighths);
                    larger.add(new Candidate(candidate.depth(), more));
                }
            }
        }
        if (first > 0) {
            List<Integer> more = new ArrayList<>(candidate.eighths());
            more.add(0, 0);
            larger.add(new Candidate(candidate.depth() + 1, more));
        }
        return larger;
    }

    private long smallestBytes(int depth) {
        List<Integer> eighths = new ArrayList<>(Collections.nCopies(depth, 0));
        eighths.set(depth - 1, 8);
        return evaluate(new Candidate(depth, eighths)).memory().peakBytes();
    }

    private BudgetTooSmallException tooSmall(long budgetBytes, List<Depth> depths) {
        Depth smallest = Collections.min(depths, comparingLong(Depth::smallestBytes));
        return new BudgetTooSmallException(
                budgetBytes,
                smallest.smallestBytes(),
                smallest.depth(),
                layers.get(layers.size() - smallest.depth()).layer().name());
    }

    private SelectedPlan selected(Found found) {
        return evaluate(new Candidate(found.depth(), found.choice().allEighths()));
    }

    private static Optional<Found> better(Optional<Found> best, Found found) {
        return best.filter(old -> BEST_FIRST.compare(old, found) <= 0).or(() -> Optional.of(found));
    }
}
