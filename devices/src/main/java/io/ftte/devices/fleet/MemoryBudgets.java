package io.ftte.devices.fleet;

import io.ftte.ondevice.data.Shuffle;
import java.util.random.RandomGenerator;

/**
 * Memory that the devices of a fleet may use for a training step: from the weakest to the strongest
 * by equal factors, dealt out at random.
 *
 * @param weakestBytes of one device, above 0
 * @param strongestBytes of one device where there are several, at least as much
 */
public record MemoryBudgets(long weakestBytes, long strongestBytes) {

    /** Every device can train everything. */
    public static final MemoryBudgets UNLIMITED = new MemoryBudgets(Long.MAX_VALUE, Long.MAX_VALUE);

    public MemoryBudgets {
        if (weakestBytes < 1 || strongestBytes < weakestBytes) {
            throw new IllegalArgumentException(
                    "expected budgets above 0 of which the second is not smaller, got %d and %d"
                            .formatted(weakestBytes, strongestBytes));
        }
    }

    /** One per device, in the devices' order. */
    long[] of(int devices, RandomGenerator random) {
        int[] order = new int[devices];
        for (int d = 0; d < devices; d++) {
            order[d] = d;
        }
        Shuffle.of(order, random::nextInt);
        double factor = (double) strongestBytes / weakestBytes;
        long[] bytes = new long[devices];
        for (int d = 0; d < devices; d++) {
            double share = (double) order[d] / Math.max(1, devices - 1);
            bytes[d] = Math.round(weakestBytes * StrictMath.pow(factor, share));
        }
        return bytes;
    }
}
