package io.ftte.cli.compare;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many contributions came of each device. */
final class DeviceShares {
    private final Map<String, Long> counts = new HashMap<>();

    void add(String deviceId) {
        counts.merge(deviceId, 1L, Long::sum);
    }

    int devices() {
        return counts.size();
    }

    long of(String deviceId) {
        return counts.getOrDefault(deviceId, 0L);
    }

    /** Those with the most, descending; of equal ones, by id. */
    List<String> top(int most) {
        return counts.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * What share of the contributions the quietest 0, 1, …, 100 percent of the devices gave, after
     * M. O. Lorenz: straight between the devices; the diagonal where all gave as many.
     *
     * @return 101 numbers from 0 to 1, NaN without any device
     */
    double[] lorenz() {
        long[] sorted = counts.values().stream().mapToLong(Long::longValue).sorted().toArray();
        double all = Arrays.stream(sorted).sum();
        double[] shares = new double[101];
        int device = 0;
        long before = 0;
        for (int percent = 0; percent <= 100; percent++) {
            // In hundredths of a device, so that whole devices are met exactly.
            long devices = (long) percent * sorted.length;
            while (device < sorted.length && (device + 1) * 100L <= devices) {
                before += sorted[device++];
            }
            double part = device < sorted.length ? sorted[device] * (devices % 100) / 100.0 : 0;
            shares[percent] = (before + part) / all;
        }
        return shares;
    }
}
