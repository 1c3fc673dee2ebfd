package io.ftte.cli.watch.state;

import java.util.Arrays;

/**
 * Event times of the records that may belong to the buffer that fills now: those after the newest
 * version's. An update of such a time is in no version yet, because updates are decided in the
 * order of time and a version's time is that of the last one in it. Which of them count, and how
 * much, only the job knows.
 */
final class OpenBuffer {
    /** More than the 10,000 updates that a buffer takes. */
    static final int MOST = 1 << 14;

    private long[] times = new long[16];
    private int size;
    private long after = Long.MIN_VALUE;
    private long forgottenUpTo = Long.MIN_VALUE;

    void add(long eventTime) {
        if (eventTime <= after) {
            return;
        }
        if (size == MOST) {
            forgetOlderHalf();
        }
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
        }
        times[size++] = eventTime;
    }

    private void forgetOlderHalf() {
        Arrays.sort(times);
        size = MOST / 2;
        forgottenUpTo = Math.max(forgottenUpTo, times[size - 1]);
        System.arraycopy(times, size, times, 0, size);
    }

    /** A version of this time came: what is not later is done with. */
    void close(long versionTime) {
        after = Math.max(after, versionTime);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (times[i] > after) {
                times[kept++] = times[i];
            }
        }
        size = kept;
    }

    int count() {
        return size;
    }

    /** Whether there are more than could be remembered. */
    boolean overflown() {
        return forgottenUpTo > after;
    }
}
