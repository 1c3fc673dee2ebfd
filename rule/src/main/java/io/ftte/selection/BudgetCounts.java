package io.ftte.selection;

import java.util.Arrays;

/**
 * How many devices have which memory budget. Mutable; public fields make it a Flink POJO without an
 * import of Flink.
 */
public final class BudgetCounts {
    /** In bytes, ascending, each once. */
    public long[] budgets = {};

    /** Of devices, at least 1 each, in the order of {@link #budgets}. */
    public int[] counts = {};

    /** Counts one more device. */
    public void add(long budgetBytes) {
        int place = Arrays.binarySearch(budgets, budgetBytes);
        if (place >= 0) {
            counts[place]++;
            return;
        }
        int at = -place - 1;
        long[] more = Arrays.copyOf(budgets, budgets.length + 1);
        int[] moreCounts = Arrays.copyOf(counts, counts.length + 1);
        System.arraycopy(budgets, at, more, at + 1, budgets.length - at);
        System.arraycopy(counts, at, moreCounts, at + 1, counts.length - at);
        more[at] = budgetBytes;
        moreCounts[at] = 1;
        budgets = more;
        counts = moreCounts;
    }

    /** Takes back one {@link #add}. */
    public void remove(long budgetBytes) {
        int place = Arrays.binarySearch(budgets, budgetBytes);
        if (place < 0) {
            throw new IllegalArgumentException("no device has a budget of " + budgetBytes);
        }
        if (--counts[place] > 0) {
            return;
        }
        long[] fewer = Arrays.copyOf(budgets, budgets.length - 1);
        int[] fewerCounts = Arrays.copyOf(counts, counts.length - 1);
        System.arraycopy(budgets, place + 1, fewer, place, fewer.length - place);
        System.arraycopy(counts, place + 1, fewerCounts, place, fewer.length - place);
        budgets = fewer;
        counts = fewerCounts;
    }

    public boolean isEmpty() {
        return budgets.length == 0;
    }

    public long devices() {
        long devices = 0;
        for (int count : counts) {
            devices += count;
        }
        return devices;
    }

    /**
     * The lower q-quantile over devices, not over budgets; there must be a device.
     *
     * @param q 0 to 1; 0 is the exact minimum
     */
    public long quantile(double q) {
        return atRank((long) (q * (devices() - 1)));
    }

    /**
     * The budget of one of the devices.
     *
     * @param rank from 0, of the smallest, to one less than the devices
     */
    public long atRank(long rank) {
        long below = rank;
        int place = 0;
        while (below >= counts[place]) {
            below -= counts[place++];
        }
        return budgets[place];
    }
}
