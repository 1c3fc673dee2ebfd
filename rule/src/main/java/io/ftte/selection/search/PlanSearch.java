package io.ftte.selection.search;

import static java.util.Comparator.comparingDouble;

import io.ftte.selection.search.DepthSearch.Floor;
import io.ftte.selection.search.PlanCosts.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The best of several depths and micro-batches. */
public final class PlanSearch {
    /** Choices per layer in a first sweep, whose find lets the second drop most of them. */
    private static final int WIDTH = 400;

    private final List<PlanCosts> costs;
    private final int layers;

    /**
     * @param costs one per micro-batch, the smallest first
     */
    public PlanSearch(List<PlanCosts> costs) {
        this.costs = List.copyOf(costs);
        layers = costs.get(0).layers();
    }

    /** The best of all depths. */
    public Optional<Found> best(Limits limits) {
        return best(limits, limits.depth(), layers);
    }

    /** The best of some depths. */
    public Optional<Found> best(Limits limits, int from, int to) {
        // A candidate that fits in some micro-batch fits in each smaller one.
        Optional<Found> most = best(costs.get(0), limits, from, to, Floor.NONE);
        if (most.isEmpty()) {
            return most;
        }
        Floor asMuch = new Floor(most.get().gain(), Long.MAX_VALUE);
        for (int i = costs.size() - 1; i > 0; i--) {
            Optional<Found> larger = best(costs.get(i), limits, from, to, asMuch);
            if (larger.isPresent()) {
                return larger;
            }
        }
        return most;
    }

    private Optional<Found> best(PlanCosts costs, Limits limits, int from, int to, Floor floor) {
        record Depth(int depth, DepthSearch search) {}
        List<Depth> depths = new ArrayList<>();
        for (int depth = from; depth <= to; depth++) {
            if (fits(costs, limits, depth)) {
                depths.add(new Depth(depth, search(costs, limits, depth)));
            }
        }
        depths.sort(comparingDouble((Depth depth) -> depth.search().bound()).reversed());
        Optional<Found> best = Optional.empty();
        for (Depth depth : depths) {
            Floor above =
                    best.map(
                                    found ->
                                            new Floor(
                                                    found.gain(),
                                                    depth.depth() < found.depth()
                                                            ? found.peakBytes() + 1
                                                            : found.peakBytes()))
                            .orElse(floor);
            if (depth.search().bound() >= above.gain()) {
                Optional<Found> better = exact(depth.search(), above);
                best = better.isPresent() ? better : best;
            }
        }
        return best;
    }

    private static Optional<Found> exact(DepthSearch search, Floor floor) {
        Optional<Found> good = search.search(floor, WIDTH);
        if (!search.cut()) {
            return good;
        }
        Floor above = good.map(found -> new Floor(found.gain(), found.peakBytes())).orElse(floor);
        return search.search(above, Integer.MAX_VALUE).or(() -> good);
    }

    /**
     * The least memory that gains more, if anything does; in the smallest micro-batch, as that
     * needs the least.
     *
     * @param gain to exceed; nothing does within the limits
     * @param near the depth to begin with
     */
    public Optional<Found> next(Limits limits, double gain, int near) {
        Optional<Found> least = next(limits, gain, near, Optional.empty());
        for (int depth = limits.depth(); depth <= layers; depth++) {
            // Mostly there is nothing below what another depth needs: one search shows it.
            least = next(limits, gain, depth, least);
        }
        return least;
    }

    private Optional<Found> next(Limits limits, double gain, int depth, Optional<Found> known) {
        long tooLittle = limits.memory();
        Optional<Found> least = known;
        long bytes = least.map(found -> found.peakBytes() - 1).orElse(Long.MAX_VALUE);
        while (bytes > tooLittle) {
            Optional<Found> less = more(limits.withMemory(bytes), gain, depth);
            if (less.isPresent()) {
                least = less;
            } else {
                tooLittle = bytes;
            }
            if (least.equals(known)) {
                return known;
            }
            bytes = tooLittle + (least.get().peakBytes() - tooLittle) / 2;
        }
        return least;
    }

    /** Something of a depth in the smallest micro-batch that gains more, if anything does. */
    private Optional<Found> more(Limits limits, double gain, int depth) {
        if (!fits(costs.get(0), limits, depth)) {
            return Optional.empty();
        }
        DepthSearch search = search(costs.get(0), limits, depth);
        Floor floor = new Floor(gain, 0);
        if (search.bound() <= gain) {
            return Optional.empty();
        }
        Optional<Found> found = search.search(floor, WIDTH);
        return found.isPresent() || !search.cut() ? found : search.search(floor, Integer.MAX_VALUE);
    }

    private DepthSearch search(PlanCosts costs, Limits limits, int depth) {
        return new DepthSearch(
                costs, limits.lowest(), layers - depth, limits.memory(), limits.parameters());
    }

    private boolean fits(PlanCosts costs, Limits limits, int depth) {
        return smallestParameters(limits, depth) <= limits.parameters()
                && smallestBytes(costs, limits, depth) <= limits.memory();
    }

    /** Parameters of the smallest plan of a depth. */
    public long smallestParameters(Limits limits, int depth) {
        long count = 0;
        for (int layer = layers - depth; layer < layers; layer++) {
            count += costs.get(0).of(layer).parameters()[limits.lowest()[layer]];
        }
        return count;
    }

    /** Peak of the smallest plan of a depth in the smallest micro-batch. */
    public long smallestBytes(Limits limits, int depth) {
        return smallestBytes(costs.get(0), limits, depth);
    }

    private long smallestBytes(PlanCosts costs, Limits limits, int depth) {
        int first = layers - depth;
        long rest = 0;
        for (int layer = layers - 1; layer >= first; layer--) {
            Options options = costs.of(layer);
            int option = limits.lowest()[layer];
            long[] largest = layer == first ? options.first() : options.inside();
            rest = Math.max(largest[option], options.saved()[option] + rest);
        }
        return costs.weightBytes()
                + costs.bytesPerTrainable() * smallestParameters(limits, depth)
                + Math.max(rest, costs.prefix(first));
    }
}
