package io.ftte.selection.search;

import io.ftte.selection.search.PlanCosts.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The candidates of one depth at one micro-batch, swept from the last layer to the first that
 * trains.
 *
 * <p>A knapsack would be wrong: gradients are paid at every moment, but what a layer saves only
 * from that layer on. So a choice for the layers from l on is summed up by three numbers: its
 * largest moment R without what lies behind it, its parameters Q, and its gain. One layer further,
 * R′ = max(moments of l, saved_l + R) and Q′ = Q + p_l; it fits iff F·P + F(1 + slots)·Q + max(R,
 * moments of the frozen prefix) is within the memory, and Q within the payload. Of these, {@link
 * Choices} drops what another dominates, and {@link GainBound} what cannot gain enough any more.
 */
final class DepthSearch {
    /** Of the gains' sum: bounds closer than that differ by rounding alone. */
    private static final double ROUNDING = 1e-12;

    /**
     * What is looked for.
     *
     * @param gain that it takes at least
     * @param peakBytes below which it must be to count where it gains no more than that
     */
    record Floor(double gain, long peakBytes) {
        static final Floor NONE = new Floor(Double.NEGATIVE_INFINITY, Long.MAX_VALUE);
    }

    private final PlanCosts costs;
    private final int[] lowest;
    private final int first;
    private final long memory;
    private final long parameters;
    private final GainBound bound;
    private final double rounding;

    private final GainSteps steps;
    private boolean cut;

    // What the layers before one need at least.
    private final long[] leastParameters;
    private final long[] leastSaved;

    /**
     * @param lowest of each layer the first option that it may take
     * @param first layer that trains
     * @param memory bytes of the training step; the smallest plan of the depth fits
     * @param parameters that may train; those of the smallest plan, or more
     */
    DepthSearch(PlanCosts costs, int[] lowest, int first, long memory, long parameters) {
        this.costs = costs;
        this.lowest = lowest;
        this.first = first;
        leastParameters = new long[costs.layers() + 1];
        leastSaved = new long[costs.layers() + 1];
        long mostParameters = 0;
        long most = costs.prefix(first);
        double gains = Math.abs(costs.biases(first));
        for (int layer = first; layer < costs.layers(); layer++) {
            Options options = costs.of(layer);
            int all = options.count() - 1;
            leastParameters[layer + 1] =
                    leastParameters[layer] + options.parameters()[lowest[layer]];
            leastSaved[layer + 1] = leastSaved[layer] + options.saved()[lowest[layer]];
            mostParameters += options.parameters()[all];
            most += options.saved()[all] + options.inside()[all];
            double largest = 0;
            for (double gain : options.gains()) {
                largest = Math.max(largest, Math.abs(gain));
            }
            gains += largest;
        }
        // Limits that bind nothing would only blur the bound.
        most += costs.bytesPerTrainable() * mostParameters;
        this.memory = Math.min(memory - costs.weightBytes(), most);
        this.parameters = Math.min(parameters, mostParameters);
        rounding = ROUNDING * gains;
        bound = new GainBound(costs, lowest, first, this.memory, this.parameters);
        steps = new GainSteps(costs, lowest, first, rounding);
    }

    /** No candidate of this depth gains more. */
    double bound() {
        return steps.atMost(bound.ofAll()) + rounding;
    }

    /**
     * The largest gain that passes the floor, if any does; of equal ones the least memory.
     *
     * @param width choices per layer to go on with, those of the largest bounds; where there are
     *     more ({@link #cut}), what is found need not be the best
     */
    Optional<Found> search(Floor floor, int width) {
        cut = false;
        List<Choices> sweep = new ArrayList<>(List.of(Choices.end()));
        for (int layer = costs.layers() - 1; layer > first; layer--) {
            Choices longer = longer(layer, sweep.get(sweep.size() - 1), floor);
            if (longer.size() > width) {
                cut = true;
                longer = longer.best(bounds(layer, longer), width);
            }
            sweep.add(longer);
        }
        return complete(sweep, floor);
    }

    /** Whether the last search went on with a part of the choices. */
    boolean cut() {
        return cut;
    }

    private double[] bounds(int layer, Choices choices) {
        double[] bounds = new double[choices.size()];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = bound.of(layer, choices.rest(i), choices.parameters(i), choices.gain(i));
        }
        return bounds;
    }

    /** Merges what each option makes of the choices, which keeps their order. */
    private Choices longer(int layer, Choices behind, Floor floor) {
        Options options = costs.of(layer);
        int count = options.count();
        int[] next = new int[count];
        long[] rests = new long[count];
        for (int option = lowest[layer]; option < count; option++) {
            next[option] = -1;
            advance(layer, option, behind, floor, next, rests);
        }
        Choices longer = new Choices();
        while (true) {
            int least = -1;
            long leastCount = 0;
            for (int option = lowest[layer]; option < count; option++) {
                if (next[option] == behind.size()) {
                    continue;
                }
                long total = behind.parameters(next[option]) + options.parameters()[option];
                if (least < 0
                        || total < leastCount
                        || total == leastCount && rests[option] < rests[least]) {
                    least = option;
                    leastCount = total;
                }
            }
            if (least < 0) {
                return longer;
            }
            longer.add(
                    rests[least],
                    (int) leastCount,
                    behind.gain(next[least]) + options.gains()[least],
                    next[least],
                    least);
            advance(layer, least, behind, floor, next, rests);
        }
    }

    /** To the option's next choice that may still fit and gain enough. */
    private void advance(
            int layer, int option, Choices behind, Floor floor, int[] next, long[] rests) {
        Options options = costs.of(layer);
        long inside = options.inside()[option];
        long saved = options.saved()[option];
        int i = next[option] + 1;
        for (; i < behind.size(); i++) {
            long rest = Math.max(inside, saved + behind.rest(i));
            long count = (long) behind.parameters(i) + options.parameters()[option];
            double gain = behind.gain(i) + options.gains()[option];
            if (promising(layer, rest, count, gain, floor)) {
                rests[option] = rest;
                break;
            }
        }
        next[option] = i;
    }

    private boolean promising(int layer, long rest, long count, double gain, Floor floor) {
        long all = count + leastParameters[layer];
        long peak =
                costs.bytesPerTrainable() * all
                        + Math.max(rest + leastSaved[layer], costs.prefix(first));
        if (all > parameters || peak > memory) {
            return false;
        }
        double most = steps.atMost(bound.of(layer, rest, count, gain));
        return most > floor.gain() + rounding
                || most >= floor.gain() - rounding
                        && costs.weightBytes() + peak < floor.peakBytes();
    }

    private Optional<Found> complete(List<Choices> sweep, Floor floor) {
        Options options = costs.of(first);
        Choices behind = sweep.get(sweep.size() - 1);
        double bestGain = floor.gain();
        long bestPeak = floor.peakBytes();
        int bestChoice = -1;
        int bestOption = 0;
        for (int option = lowest[first]; option < options.count(); option++) {
            for (int i = 0; i < behind.size(); i++) {
                long count = (long) behind.parameters(i) + options.parameters()[option];
                long rest =
                        Math.max(options.first()[option], options.saved()[option] + behind.rest(i));
                long peak = costs.bytesPerTrainable() * count + Math.max(rest, costs.prefix(first));
                if (count > parameters || peak > memory) {
                    continue;
                }
                peak += costs.weightBytes();
                double gain = behind.gain(i) + options.gains()[option] + costs.biases(first);
                if (gain > bestGain || gain == bestGain && peak < bestPeak) {
                    bestGain = gain;
                    bestPeak = peak;
                    bestChoice = i;
                    bestOption = option;
                }
            }
        }
        return bestChoice < 0
                ? Optional.empty()
                : Optional.of(found(sweep, bestChoice, bestOption, bestPeak, bestGain));
    }

    private Found found(List<Choices> sweep, int choice, int option, long peak, double gain) {
        List<Integer> eighths = new ArrayList<>(List.of(costs.of(first).eighths()[option]));
        int next = choice;
        for (int layer = first + 1; layer < costs.layers(); layer++) {
            Choices choices = sweep.get(costs.layers() - layer);
            eighths.add(costs.of(layer).eighths()[choices.option(next)]);
            next = choices.behind(next);
        }
        return new Found(eighths, costs.microBatch(), peak, gain);
    }
}
