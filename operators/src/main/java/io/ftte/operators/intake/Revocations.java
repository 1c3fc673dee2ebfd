package io.ftte.operators.intake;

import java.util.Arrays;

/**
 * When a device was revoked and admitted, in turns, as order times that do not fall: the first is a
 * revocation. All are kept, because a replay may have read all changes before the first update.
 */
final class Revocations {
    private Revocations() {}

    /**
     * With one more change.
     *
     * @param times null of a device that nobody has spoken of
     * @return the same array where nothing changes; null where there is nothing to keep
     */
    static long[] changed(long[] times, boolean revoked, long orderTime) {
        int count = times == null ? 0 : times.length;
        if (count % 2 == 1 == revoked) {
            return times;
        }
        if (count == 0) {
            return new long[] {orderTime};
        }
        long[] longer = Arrays.copyOf(times, count + 1);
        longer[count] = Math.max(orderTime, times[count - 1]);
        return longer;
    }

    /** Whether the device is revoked at an order time. */
    static boolean holdAt(long[] times, long orderTime) {
        boolean revoked = false;
        for (long change : times) {
            if (change > orderTime) {
                break;
            }
            revoked = !revoked;
        }
        return revoked;
    }
}
