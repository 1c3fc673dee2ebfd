package io.ftte.cli.compare;

import java.util.List;
import java.util.Optional;

/**
 * What is shown.
 *
 * @param record where it lies
 * @param timeline at which the paths are sampled
 * @param outcomes that of the record as it was first
 * @param data what accuracies are measured on
 * @param damages what of the record was found damaged, a line each
 */
record Comparison(
        String modelId,
        String record,
        Timeline timeline,
        List<Outcome> outcomes,
        Optional<String> data,
        List<String> damages) {

    /**
     * What came of one variant.
     *
     * @param versions the newest at each of the timeline's times
     * @param distance to the path as recorded at these times, relative to how far that had come;
     *     NaN where it had not moved
     * @param accuracy at these times; NaN where it was not measured
     */
    record Outcome(
            String name,
            LineageStatistics statistics,
            long[] versions,
            double[] distance,
            double[] accuracy) {

        /** At the end; NaN without any. */
        double lastDistance() {
            return distance.length == 0 ? Double.NaN : distance[distance.length - 1];
        }

        /** At the end; NaN where it was not measured. */
        double lastAccuracy() {
            return accuracy.length == 0 ? Double.NaN : accuracy[accuracy.length - 1];
        }
    }
}
