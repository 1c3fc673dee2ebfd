package io.ftte.cli.compare;

import io.ftte.jobs.replay.ReplayResult;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.VersionLineage;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a replay's lineage and refusals say of one model, read once. Of a version it keeps the time
 * alone.
 */
final class LineageStatistics {
    private final WeightSketch weights = new WeightSketch();
    private final DeviceShares devices = new DeviceShares();
    private final NavigableMap<Long, Long> staleness = new TreeMap<>();
    private final Map<RejectionReason, Long> refusals = new EnumMap<>(RejectionReason.class);

    private long[] times = new long[1024];
    private int versions;
    private int generation;
    private long contributions;
    private long late;
    private double stalenessSum;

    static LineageStatistics of(ReplayResult result, String modelId) throws IOException {
        LineageStatistics statistics = new LineageStatistics();
        result.eachVersion(
                version -> {
                    if (version.getModelId().equals(modelId)) {
                        statistics.add(version);
                    }
                });
        result.eachRejection(
                rejection -> {
                    if (rejection.getModelId() == null || rejection.getModelId().equals(modelId)) {
                        statistics.add(rejection);
                    }
                });
        return statistics;
    }

    /** Versions come in order. */
    void add(VersionLineage version) {
        if (versions == times.length) {
            times = Arrays.copyOf(times, 2 * versions);
        }
        times[versions++] = version.getEventTime();
        generation = version.getGeneration();
        for (Contribution part : version.getContributions()) {
            contributions++;
            late += part.getLate() ? 1 : 0;
            stalenessSum += part.getStaleness();
            staleness.merge(part.getStaleness(), 1L, Long::sum);
            weights.add(part.getWeight());
            devices.add(part.getDeviceId());
        }
    }

    void add(Rejection rejection) {
        refusals.merge(rejection.getReason(), 1L, Long::sum);
    }

    int versions() {
        return versions;
    }

    /** Of the model; 0 before its first version. */
    int generation() {
        return generation;
    }

    /** In versions; those in a buffer that was not full at the end are not among them. */
    long contributions() {
        return contributions;
    }

    long late() {
        return late;
    }

    /** NaN without contributions. */
    double meanStaleness() {
        return stalenessSum / contributions;
    }

    /** Contributions by staleness, in versions. */
    NavigableMap<Long, Long> staleness() {
        return staleness;
    }

    WeightSketch weights() {
        return weights;
    }

    DeviceShares devices() {
        return devices;
    }

    /** Records that name no model are among them. */
    Map<RejectionReason, Long> refusals() {
        return refusals;
    }

    long refused() {
        return refusals.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Event times of the versions from 1 on, in ms. */
    long[] times() {
        return Arrays.copyOf(times, versions);
    }
}
