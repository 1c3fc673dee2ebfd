package io.ftte.cli.watch.state;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.VersionLineage;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The newest versions of a model, what was measured of them, and sums over all that were seen. */
final class VersionHistory {
    /** Versions that are kept; the page says how many more there were. */
    static final int MOST = 500;

    private static final int STALENESS_BINS = 40;
    private static final int WEIGHT_BINS = 10;

    private record Version(long eventTime, Tally tally) {}

    private record Measured(double accuracy, OptionalDouble tenthPercentile) {}

    private final TreeMap<Long, Version> versions = new TreeMap<>();
    private final TreeMap<Long, Measured> measured = new TreeMap<>();
    private final Tally all = new Tally();
    private final Histogram staleness = new Histogram(1, STALENESS_BINS);
    private final Histogram weights = new Histogram(1.0 / WEIGHT_BINS, WEIGHT_BINS);
    private long seen;
    private long nonFiniteSteps;
    private long published;
    private OptionalLong publishedTime = OptionalLong.empty();

    /**
     * Takes a version that is not there yet; a second one, as at-least-once allows, changes
     * nothing.
     *
     * @return whether it was taken
     */
    boolean add(VersionLineage lineage) {
        long version = lineage.getVersion();
        boolean forgotten = versions.size() == MOST && version < versions.firstKey();
        if (forgotten || versions.containsKey(version)) {
            return false;
        }
        Tally tally = new Tally();
        for (Contribution contribution : lineage.getContributions()) {
            tally.add(contribution);
            staleness.add(contribution.getStaleness());
            weights.add(contribution.getWeight());
        }
        all.add(tally);
        seen++;
        nonFiniteSteps += lineage.getNonFiniteSteps();
        versions.put(version, new Version(lineage.getEventTime(), tally));
        if (versions.size() > MOST) {
            versions.pollFirstEntry();
        }
        return true;
    }

    void measured(long version, double accuracy, OptionalDouble tenthPercentile) {
        measured.put(version, new Measured(accuracy, tenthPercentile));
        if (measured.size() > MOST) {
            measured.pollFirstEntry();
        }
    }

    /**
     * Takes what the model topic says of a version: the newest stays there, however long ago its
     * lineage was written.
     */
    void published(long version, long eventTime) {
        if (version >= published) {
            published = version;
            publishedTime = OptionalLong.of(eventTime);
        }
    }

    /** The highest number seen; 0 before the first. */
    long newest() {
        return versions.isEmpty() ? published : Math.max(published, versions.lastKey());
    }

    /** T of {@link #newest()}, ms since the epoch; empty before the first. */
    OptionalLong newestEventTime() {
        return versions.isEmpty() || published > versions.lastKey()
                ? publishedTime
                : OptionalLong.of(versions.lastEntry().getValue().eventTime());
    }

    /**
     * @param registered T(0), from which the first buffer fills; empty where it is not known
     */
    void write(ObjectNode out, OptionalLong registered) {
        out.put("newest", newest());
        newestEventTime().ifPresent(time -> out.put("newestEventTime", time));
        out.put("admitted", all.count());
        out.put("late", all.late());
        out.put("meanStaleness", all.meanStaleness());
        out.put("meanWeight", all.meanWeight());
        out.put("nonFiniteSteps", nonFiniteSteps);
        staleness.write(out.putArray("staleness"));
        weights.write(out.putArray("weights"));
        ObjectNode columns = out.putObject("versions");
        columns.put("seen", seen);
        columns.put("shown", versions.size());
        writeColumns(columns, registered);
    }

    /** A column each: charts take them as they are. */
    private void writeColumns(ObjectNode out, OptionalLong registered) {
        ArrayNode number = out.putArray("version");
        ArrayNode time = out.putArray("eventTime");
        ArrayNode fill = out.putArray("fillMs");
        ArrayNode updates = out.putArray("updates");
        ArrayNode meanStaleness = out.putArray("meanStaleness");
        ArrayNode meanWeight = out.putArray("meanWeight");
        ArrayNode accuracy = out.putArray("accuracy");
        ArrayNode tenth = out.putArray("tenthPercentile");
        versions.forEach(
                (v, version) -> {
                    number.add(v);
                    time.add(version.eventTime());
                    OptionalLong before = before(v, registered);
                    if (before.isPresent()) {
                        fill.add(version.eventTime() - before.getAsLong());
                    } else {
                        fill.addNull();
                    }
                    updates.add(version.tally().count());
                    meanStaleness.add(version.tally().meanStaleness());
                    meanWeight.add(version.tally().meanWeight());
                    Measured found = measured.get(v);
                    if (found == null) {
                        accuracy.addNull();
                        tenth.addNull();
                    } else {
                        accuracy.add(Texts.rounded(found.accuracy()));
                        found.tenthPercentile()
                                .ifPresentOrElse(
                                        value -> tenth.add(Texts.rounded(value)), tenth::addNull);
                    }
                });
    }

    /** When the buffer of a version opened. */
    private OptionalLong before(long version, OptionalLong registered) {
        if (version == 1) {
            return registered;
        }
        Version before = versions.get(version - 1);
        return before == null ? OptionalLong.empty() : OptionalLong.of(before.eventTime());
    }
}
