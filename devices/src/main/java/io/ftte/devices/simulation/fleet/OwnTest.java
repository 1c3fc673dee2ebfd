package io.ftte.devices.simulation.fleet;

import io.ftte.ondevice.data.Shuffle;
import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * Splits a device's examples: those that it trains on, and those that only its own model is
 * measured on. Where devices share examples, which happens by labels, another may train on these.
 *
 * @param training at least one
 * @param test none of the others; empty where there are too few to hold any out
 */
record OwnTest(int[] training, int[] test) {
    private static final int FEWEST = 5;

    /**
     * @param examples indices, of which some may come more than once
     * @param share to be held out, at least one example; 0 for none
     */
    static OwnTest of(int[] examples, double share, RandomGenerator random) {
        int[] order = Arrays.stream(examples).distinct().toArray();
        if (share == 0 || order.length < FEWEST) {
            return new OwnTest(examples, new int[0]);
        }
        Shuffle.of(order, random::nextInt);
        long wanted = Math.round(share * order.length);
        int[] test = Arrays.copyOf(order, (int) Math.max(1, Math.min(wanted, order.length - 1)));
        Arrays.sort(test);
        BitSet held = new BitSet();
        Arrays.stream(test).forEach(held::set);
        return new OwnTest(Arrays.stream(examples).filter(i -> !held.get(i)).toArray(), test);
    }
}
