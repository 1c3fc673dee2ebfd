package io.ftte.cli.compare;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The event times at which models are looked at, the same for all.
 *
 * @param times ascending, ms; none without any version
 */
record Timeline(long[] times) {

    /**
     * From the first version of any to the last, evenly.
     *
     * @param versions event times of each one's versions, ascending
     * @param most points, 2 or more
     */
    static Timeline of(List<long[]> versions, int most) {
        LongStream ends =
                versions.stream()
                        .filter(times -> times.length > 0)
                        .flatMapToLong(times -> LongStream.of(times[0], times[times.length - 1]));
        var range = ends.summaryStatistics();
        if (range.getCount() == 0) {
            return new Timeline(new long[0]);
        }
        long span = range.getMax() - range.getMin();
        int points = (int) Math.min(most - 1L, span);
        return new Timeline(
                IntStream.rangeClosed(0, points)
                        .mapToLong(
                                i ->
                                        i == points
                                                ? range.getMax()
                                                : range.getMin()
                                                        + span / points * i
                                                        + span % points * i / points)
                        .toArray());
    }

    /**
     * Which version was the newest at each of the times.
     *
     * @param versions event times of versions 1, 2, …, ascending
     */
    long[] newest(long[] versions) {
        long[] newest = new long[times.length];
        int version = 0;
        for (int i = 0; i < times.length; i++) {
            while (version < versions.length && versions[version] <= times[i]) {
                version++;
            }
            newest[i] = version;
        }
        return newest;
    }

    /**
     * Which of the times are among so many that are spread evenly, the last one always.
     *
     * @param most 2 or more
     */
    boolean[] some(int most) {
        boolean[] chosen = new boolean[times.length];
        int points = Math.min(most, times.length);
        for (int i = 0; i < points; i++) {
            chosen[points == 1 ? 0 : (int) ((long) i * (times.length - 1) / (points - 1))] = true;
        }
        return chosen;
    }
}
