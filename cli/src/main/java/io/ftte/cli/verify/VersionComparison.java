package io.ftte.cli.verify;

import io.ftte.aggregation.privacy.DeviceNameKey;
import io.ftte.cli.verify.PublishedLineage.Version;
import io.ftte.jobs.replay.ReplayResult;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.VersionLineage;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Holds recomputed versions against published ones. */
final class VersionComparison {
    private final PublishedLineage published;
    private final long sealed;
    private final Findings findings;
    private final Set<String> broken = new HashSet<>();
    private final Map<String, Long> reached = new HashMap<>();

    private long equal;
    private long unpublished;
    private long beyond;

    /**
     * @param sealed event time up to which the record decides versions, ms: what comes later may
     *     depend on updates that it does not hold
     */
    VersionComparison(PublishedLineage published, long sealed, Findings findings) {
        this.published = published;
        this.sealed = sealed;
        this.findings = findings;
    }

    void run(ReplayResult result) throws IOException {
        result.eachVersion(this::compare);
        published.versions().forEach(this::missing);
    }

    private void compare(VersionLineage recomputed) throws IOException {
        String generation = PublishedLineage.generation(recomputed);
        reached.put(generation, recomputed.getVersion());
        if (broken.contains(generation)) {
            return;
        }
        NavigableMap<Long, Version> versions = published.versions().get(generation);
        Version version = versions == null ? null : versions.get(recomputed.getVersion());
        if (version == null) {
            lacking(recomputed, versions);
        } else if (Arrays.equals(
                version.hash(), PublishedLineage.hash(recomputed, version.places()))) {
            equal++;
        } else if (version.eventTime() > sealed && recomputed.getEventTime() > sealed) {
            beyond++;
        } else {
            broken.add(generation);
            Optional<VersionLineage> said = published.find(recomputed);
            findings.add(
                    "%s is the first that differs: %s (%s)"
                            .formatted(
                                    PublishedLineage.name(recomputed),
                                    difference(said.orElseThrow(), recomputed),
                                    version.place()));
        }
    }

    private void lacking(VersionLineage recomputed, NavigableMap<Long, Version> versions) {
        boolean within =
                versions != null
                        && !versions.isEmpty()
                        && recomputed.getVersion() > versions.firstKey()
                        && recomputed.getVersion() < versions.lastKey();
        if (within) {
            findings.add("%s is not in the lineage".formatted(PublishedLineage.name(recomputed)));
        } else {
            unpublished++;
        }
    }

    /** What the record cannot give although it should. */
    private void missing(String generation, NavigableMap<Long, Version> versions) {
        if (broken.contains(generation)) {
            return;
        }
        NavigableMap<Long, Version> rest =
                versions.tailMap(reached.getOrDefault(generation, 0L), false);
        Optional<Map.Entry<Long, Version>> first =
                rest.entrySet().stream()
                        .filter(entry -> entry.getValue().eventTime() <= sealed)
                        .findFirst();
        first.ifPresent(
                entry ->
                        findings.add(
                                "version %d of %s was published, and the record does not give it (%s)"
                                        .formatted(
                                                entry.getKey(),
                                                generation,
                                                entry.getValue().place())));
        beyond += rest.values().stream().filter(version -> version.eventTime() > sealed).count();
    }

    private static String difference(VersionLineage published, VersionLineage recomputed) {
        Optional<String> keys = keys(published, recomputed);
        if (keys.isPresent()) {
            return keys.get();
        }
        List<Contribution> said = published.getContributions();
        List<Contribution> found = recomputed.getContributions();
        if (areNamedByAnotherKey(said, found)) {
            return "its updates are the same, their devices have other names: give the"
                    + " device-name-key-file that the job had then, or none where it had none";
        }
        for (int i = 0; i < Math.max(said.size(), found.size()); i++) {
            Optional<Contribution> one =
                    i < said.size() ? Optional.of(said.get(i)) : Optional.empty();
            Optional<Contribution> other =
                    i < found.size() ? Optional.of(found.get(i)) : Optional.empty();
            if (!one.map(VersionComparison::who).equals(other.map(VersionComparison::who))) {
                return "its contribution %d was %s, and the record gives %s"
                        .formatted(i + 1, named(one), named(other));
            }
            if (!one.equals(other)) {
                return "its contribution %d, %s, weighs %s by the lineage and %s by the record"
                        .formatted(
                                i + 1, named(one), one.get().getWeight(), other.get().getWeight());
            }
        }
        if (!published.getSettingsHash().equals(recomputed.getSettingsHash())) {
            return "its updates are the same, its settings are not";
        }
        if (!published.getDigest().equals(recomputed.getDigest())) {
            return "its updates are the same, their numbers are not: one of "
                    + places(found)
                    + ", or the version before";
        }
        return "digest and updates are the same, what else the lineage says is not";
    }

    /** With another key the noise is another, whatever else is the same. */
    private static Optional<String> keys(VersionLineage published, VersionLineage recomputed) {
        if (published.getPrivacy() == null || recomputed.getPrivacy() == null) {
            return Optional.empty();
        }
        String said = published.getPrivacy().getKeyId();
        String given = recomputed.getPrivacy().getKeyId();
        return said.equals(given)
                ? Optional.empty()
                : Optional.of(
                        "its noise is of key %s, and the key given is %s: give the key of the time"
                                .formatted(said, given));
    }

    /** The same updates, and not one device by the same name: hashes on one side or on both. */
    private static boolean areNamedByAnotherKey(
            List<Contribution> published, List<Contribution> recomputed) {
        return (areHashes(published) || areHashes(recomputed))
                && nameless(published).equals(nameless(recomputed))
                && IntStream.range(0, published.size())
                        .noneMatch(
                                i ->
                                        published
                                                .get(i)
                                                .getDeviceId()
                                                .equals(recomputed.get(i).getDeviceId()));
    }

    private static boolean areHashes(List<Contribution> contributions) {
        return contributions.stream()
                .map(Contribution::getDeviceId)
                .allMatch(DeviceNameKey::hasFormOfName);
    }

    private static List<Contribution> nameless(List<Contribution> contributions) {
        return contributions.stream()
                .map(update -> Contribution.newBuilder(update).setDeviceId("").build())
                .toList();
    }

    private static String who(Contribution contribution) {
        return contribution.getDeviceId() + "/" + contribution.getSequence();
    }

    private static String named(Optional<Contribution> contribution) {
        return contribution
                .map(
                        update ->
                                "update %d of %s (partition %d, offset %d)"
                                        .formatted(
                                                update.getSequence(),
                                                update.getDeviceId(),
                                                update.getPartition(),
                                                update.getOffset()))
                .orElse("none");
    }

    private static String places(List<Contribution> contributions) {
        Map<Integer, TreeSet<Long>> offsets =
                contributions.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Contribution::getPartition,
                                        java.util.TreeMap::new,
                                        Collectors.mapping(
                                                Contribution::getOffset,
                                                Collectors.toCollection(TreeSet::new))));
        return offsets.entrySet().stream()
                .map(entry -> "partition %d offsets %s".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Versions that are what was published. */
    long equal() {
        return equal;
    }

    /** Recomputed versions that nobody had published, or whose lineage is gone. */
    long unpublished() {
        return unpublished;
    }

    /** Published versions that the record cannot decide any more. */
    long beyond() {
        return beyond;
    }
}
