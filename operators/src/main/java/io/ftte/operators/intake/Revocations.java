package io.ftte.operators.intake;

import java.util.Arrays;

/**
 * What the operator said of a device, as three numbers a time: when it was said, from which order
 * time on it holds, and 1 where it revokes. Of all that hold at an order time the one said last
 * counts. All are kept, and their order of arrival means nothing: a replay reads them from several
 * subtasks, and perhaps all before the first update.
 */
final class Revocations {
    private static final int FIELDS = 3;
    private static final int ORDER_TIME = 1;
    private static final int REVOKED = 2;

    private Revocations() {}

    /**
     * With one more. What was written twice, as a restart may, holds from the earlier place on.
     *
     * @param said null of a device that nobody has spoken of
     */
    static long[] with(long[] said, GateNotice notice) {
        int length = said == null ? 0 : said.length;
        long revoked = notice.revoked() ? 1 : 0;
        for (int i = 0; i < length; i += FIELDS) {
            if (said[i] == notice.saidAt() && said[i + REVOKED] == revoked) {
                long[] same = said.clone();
                same[i + ORDER_TIME] = Math.min(said[i + ORDER_TIME], notice.orderTime());
                return same;
            }
        }
        long[] longer = length == 0 ? new long[FIELDS] : Arrays.copyOf(said, length + FIELDS);
        longer[length] = notice.saidAt();
        longer[length + ORDER_TIME] = notice.orderTime();
        longer[length + REVOKED] = revoked;
        return longer;
    }

    /** Whether the device is revoked at an order time. */
    static boolean holdAt(long[] said, long orderTime) {
        boolean revoked = false;
        long last = Long.MIN_VALUE;
        for (int i = 0; i < said.length; i += FIELDS) {
            boolean revokes = said[i + REVOKED] == 1;
            // Of two that were said at once the revocation counts.
            if (said[i + ORDER_TIME] <= orderTime
                    && (said[i] > last || said[i] == last && revokes)) {
                last = said[i];
                revoked = revokes;
            }
        }
        return revoked;
    }
}
