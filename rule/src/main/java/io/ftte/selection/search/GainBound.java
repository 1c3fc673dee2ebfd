package io.ftte.selection.search;

import io.ftte.selection.search.PlanCosts.Options;
import java.util.Arrays;

/**
 * How much a depth can still gain, whatever its undecided layers choose: never less than the truth.
 *
 * <p>Every moment must fit the memory, and the parameters the payload. Each of these limits is
 * given a price (a Lagrange multiplier): a layer's choice gains what it gains less what it costs at
 * these prices, and what is left of a limit is worth its price. Any prices bound the gain from
 * above; a subgradient descent looks for those that bound it well.
 */
final class GainBound {
    private static final int STEPS = 300;

    private final PlanCosts costs;
    private final int[] lowest;
    private final int first;
    private final int layers;
    private final double memory;
    private final double parameters;

    /** Prices: of the moments of each layer, then of the frozen prefix, then of the payload. */
    private double[] prices;

    private double parameterPrice;
    private final double[] restPrices;
    private final double[] constants;

    /**
     * @param lowest of each layer the first option that it may take
     * @param first layer that trains
     * @param memory bytes without the weights, above 0
     * @param parameters that may train, above 0
     */
    GainBound(PlanCosts costs, int[] lowest, int first, long memory, long parameters) {
        this.costs = costs;
        this.lowest = lowest;
        this.first = first;
        this.layers = costs.layers();
        this.memory = memory;
        this.parameters = parameters;
        restPrices = new double[layers + 1];
        constants = new double[layers + 1];
        prices = new double[layers + 2];
        descend();
    }

    /**
     * An upper bound of the whole gain.
     *
     * @param layer from which on all is decided
     * @param rest bytes of the largest moment from there on
     * @param count parameters that train from there on
     * @param gain of the weights from there on
     */
    double of(int layer, long rest, long count, double gain) {
        return gain + constants[layer] - parameterPrice * count - restPrices[layer] * rest;
    }

    /** Of the whole depth. */
    double ofAll() {
        return constants[layers];
    }

    private void descend() {
        double[] left = new double[layers + 2];
        double[] best = prices.clone();
        double least = evaluate(left);
        double floor = GainSteps.least(costs, lowest, first);
        double pace = 1;
        int idle = 0;
        for (int step = 0; step < STEPS && pace > 1e-4; step++) {
            double squares = 0;
            for (double l : left) {
                squares += l * l;
            }
            double gap = least - floor;
            if (squares == 0 || gap <= 0) {
                break;
            }
            double[] next = prices.clone();
            for (int i = 0; i < next.length; i++) {
                next[i] = Math.max(0, next[i] - pace * gap / squares * left[i]);
            }
            prices = next;
            double bound = evaluate(left);
            if (bound < least) {
                idle = bound < least - 1e-4 * gap ? 0 : idle + 1;
                least = bound;
                best = prices.clone();
            } else {
                idle++;
            }
            if (idle >= 8) {
                idle = 0;
                pace /= 2;
                prices = best.clone();
                evaluate(left);
            }
        }
        prices = best;
        evaluate(left);
    }

    /**
     * Takes the prices, which are per whole limit, into effect.
     *
     * @param left is filled with the share of each limit that the choices of these prices leave
     */
    private double evaluate(double[] left) {
        double moments = 0;
        for (int layer = layers; layer >= first; layer--) {
            moments += layer < layers ? prices[layer] / memory : 0;
            restPrices[layer] = moments;
        }
        double prefixPrice = prices[layers] / memory;
        double payloadPrice = prices[layers + 1] / parameters;
        parameterPrice = costs.bytesPerTrainable() * (moments + prefixPrice) + payloadPrice;
        constants[first] =
                costs.biases(first)
                        + memory * moments
                        + (memory - costs.prefix(first)) * prefixPrice
                        + parameters * payloadPrice;
        long count = 0;
        long saved = 0;
        Arrays.fill(left, 0);
        for (int layer = first; layer < layers; layer++) {
            Options options = costs.of(layer);
            long[] largest = layer == first ? options.first() : options.inside();
            double price = prices[layer] / memory;
            double most = Double.NEGATIVE_INFINITY;
            int choice = 0;
            for (int i = lowest[layer]; i < options.count(); i++) {
                double worth =
                        options.gains()[i]
                                - parameterPrice * options.parameters()[i]
                                - restPrices[layer + 1] * options.saved()[i]
                                - price * largest[i];
                if (worth > most) {
                    most = worth;
                    choice = i;
                }
            }
            constants[layer + 1] = constants[layer] + most;
            count += options.parameters()[choice];
            left[layer] = saved + largest[choice];
            saved += options.saved()[choice];
        }
        double gradients = (double) costs.bytesPerTrainable() * count;
        for (int layer = first; layer < layers; layer++) {
            left[layer] = 1 - (gradients + left[layer]) / memory;
        }
        left[layers] = 1 - (gradients + costs.prefix(first)) / memory;
        left[layers + 1] = 1 - count / parameters;
        return constants[layers];
    }
}
