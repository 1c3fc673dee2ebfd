package io.ftte.cli.watch.state;

import java.util.Arrays;

/** Updates a second of event time, of the last half minute. */
final class UpdateRate {
    private static final int SECONDS = 30;

    private final long[] second = new long[SECONDS];
    private final int[] count = new int[SECONDS];

    UpdateRate() {
        Arrays.fill(second, Long.MIN_VALUE);
    }

    /** Takes an update; one that is older than the window changes nothing. */
    void add(long eventTime) {
        long at = Math.floorDiv(eventTime, 1000L);
        int slot = (int) Math.floorMod(at, (long) SECONDS);
        if (at > second[slot]) {
            second[slot] = at;
            count[slot] = 0;
        }
        if (at == second[slot]) {
            count[slot]++;
        }
    }

    /** Over the whole seconds before this moment, ms since the epoch. */
    double perSecond(long now) {
        long end = Math.floorDiv(now, 1000L);
        long sum = 0;
        long first = end;
        for (int slot = 0; slot < SECONDS; slot++) {
            if (second[slot] < end && second[slot] >= end - SECONDS + 1) {
                sum += count[slot];
                first = Math.min(first, second[slot]);
            }
        }
        return sum == 0 ? 0 : Texts.rounded((double) sum / (end - first));
    }
}
