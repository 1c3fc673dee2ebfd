package io.ftte.cli.demo;

import io.ftte.cli.report.CurvePoint;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What a run's output topics have said so far. The records of one version may become visible in any
 * order, so lineage and accuracies are joined by version here. Not thread-safe.
 */
final class RunRecord {
    private record Measured(double seconds, Accuracy accuracy) {}

    private final long startEventTime;
    private final TreeMap<Long, VersionLineage> lineage = new TreeMap<>();
    private final TreeMap<Long, Measured> accuracies = new TreeMap<>();
    private final Map<RejectionReason, Long> rejected = new EnumMap<>(RejectionReason.class);
    private final TreeMap<Integer, TrainablePlan> plans = new TreeMap<>();
    private long admitted;
    private long stalenessSum;

    /**
     * @param startEventTime T(0), ms since the epoch
     */
    RunRecord(long startEventTime) {
        this.startEventTime = startEventTime;
    }

    /**
     * Takes a version's lineage; a second one of a version, as at-least-once allows, is ignored.
     */
    void add(VersionLineage version) {
        if (lineage.putIfAbsent(version.getVersion(), version) == null) {
            admitted += version.getContributions().size();
            for (Contribution contribution : version.getContributions()) {
                stalenessSum += contribution.getStaleness();
            }
        }
    }

    /**
     * Takes a plan that devices are to train.
     *
     * @return whether it is newer than those before; topics keep no order between plans
     */
    boolean add(TrainablePlan published) {
        int id = published.getPlanId();
        boolean newer = plans.isEmpty() || id > plans.lastKey();
        plans.put(id, published);
        return newer;
    }

    /** The newest plan, of a set that of the highest tier; empty before the first. */
    Optional<TrainablePlan> plan() {
        return Optional.ofNullable(plans.lastEntry()).map(Map.Entry::getValue);
    }

    /** The newest plan with those of its set, ascending by id; empty before the first. */
    List<TrainablePlan> set() {
        return plan().map(newest -> List.copyOf(plans.tailMap(firstOf(newest), true).values()))
                .orElse(List.of());
    }

    private static int firstOf(TrainablePlan plan) {
        return plan.getSet() == null ? plan.getPlanId() : plan.getSet();
    }

    /** The device of each admitted update on a plan, in order of admission. */
    List<String> senders(int planId) {
        return lineage.values().stream()
                .flatMap(version -> version.getContributions().stream())
                .filter(contribution -> contribution.getPlanId() == planId)
                .map(Contribution::getDeviceId)
                .toList();
    }

    void add(Rejection rejection) {
        rejected.merge(rejection.getReason(), 1L, Long::sum);
    }

    /**
     * @param seconds since the start of the run
     */
    void measured(long version, double seconds, Accuracy accuracy) {
        accuracies.putIfAbsent(version, new Measured(seconds, accuracy));
    }

    /** The newest version whose accuracy is known; 0 before the first. */
    long version() {
        return accuracies.isEmpty() ? 0 : accuracies.lastKey();
    }

    /** Accuracy of {@link #version()}; 0 before the first. */
    double accuracy() {
        return accuracies.isEmpty() ? 0 : accuracies.lastEntry().getValue().accuracy().value();
    }

    /** The devices' 10th percentile beside it, where each has a model of its own. */
    OptionalDouble tenthPercentile() {
        return accuracies.isEmpty()
                ? OptionalDouble.empty()
                : accuracies.lastEntry().getValue().accuracy().tenthPercentile();
    }

    /** Updates in published versions. */
    long admitted() {
        return admitted;
    }

    Map<RejectionReason, Long> rejected() {
        return rejected;
    }

    long rejectedTotal() {
        return rejected.values().stream().mapToLong(Long::longValue).sum();
    }

    double meanStaleness() {
        return admitted == 0 ? 0 : (double) stalenessSum / admitted;
    }

    /** Of every admitted update, in order of admission. */
    List<Long> staleness() {
        return lineage.values().stream()
                .flatMap(version -> version.getContributions().stream())
                .map(Contribution::getStaleness)
                .toList();
    }

    /** Versions of which both accuracy and lineage are known, ascending. */
    List<CurvePoint> curve() {
        List<CurvePoint> curve = new ArrayList<>();
        long updates = 0;
        for (VersionLineage version : lineage.values()) {
            updates += version.getContributions().size();
            Measured measured = accuracies.get(version.getVersion());
            if (measured != null) {
                curve.add(
                        new CurvePoint(
                                measured.seconds(),
                                updates,
                                version.getVersion(),
                                measured.accuracy().value(),
                                measured.accuracy().tenthPercentile()));
            }
        }
        return curve;
    }

    /** Whether the lineage of every version up to the newest measured one is there. */
    boolean complete() {
        return lineage.headMap(version(), true).size() == version();
    }

    /** Seconds of event time between the versions, by version. */
    List<Double> fillTimes() {
        List<Double> times = new ArrayList<>();
        long before = startEventTime;
        for (VersionLineage version : lineage.values()) {
            times.add((version.getEventTime() - before) / 1e3);
            before = version.getEventTime();
        }
        return times;
    }
}
