package io.ftte.cluster;

import io.ftte.jobs.TestModels;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was published, counted beside what an undisturbed run publishes of the same updates. Records
 * count by what they say, not by their place in the topic.
 *
 * @param admitted different updates in published versions
 * @param rejected different refusals
 * @param versions different versions
 * @param duplicates versions, shards, contributions and refusals beyond the first of each
 * @param missing those of the undisturbed run that are not there
 * @param digestsEqual whether the lineage is that of the undisturbed run, field for field, and the
 *     digests recomputed from the published parameters are those in it
 */
record OutputCount(
        int admitted,
        int rejected,
        int versions,
        int duplicates,
        int missing,
        boolean digestsEqual) {

    /** Before anything is published. */
    static final OutputCount NOTHING = new OutputCount(0, 0, 0, 0, 0, true);

    /** Something that must be published exactly once; the key tells it from others of its kind. */
    private record Item(Kind kind, List<Object> key) {
        static Item of(Kind kind, Object... key) {
            return new Item(kind, List.of(key));
        }
    }

    private enum Kind {
        VERSION,
        SHARD,
        CONTRIBUTION,
        REFUSAL
    }

    static OutputCount of(ModelDefinition model, Published undisturbed, Published published) {
        List<Item> found = items(published).toList();
        Set<Item> different = new HashSet<>(found);
        return new OutputCount(
                count(different, Kind.CONTRIBUTION),
                count(different, Kind.REFUSAL),
                count(different, Kind.VERSION),
                found.size() - different.size(),
                (int) items(undisturbed).filter(item -> !different.contains(item)).count(),
                digestsEqual(model, undisturbed, published));
    }

    /** Whether nothing is wrong. */
    boolean clean() {
        return duplicates == 0 && missing == 0 && digestsEqual;
    }

    private static int count(Collection<Item> items, Kind kind) {
        return (int) items.stream().filter(item -> item.kind() == kind).count();
    }

    private static Stream<Item> items(Published published) {
        return Stream.of(
                        published.lineage().stream()
                                .map(version -> Item.of(Kind.VERSION, version.getVersion())),
                        published.lineage().stream()
                                .flatMap(version -> version.getContributions().stream())
                                .map(
                                        update ->
                                                Item.of(
                                                        Kind.CONTRIBUTION,
                                                        update.getDeviceId(),
                                                        update.getSequence())),
                        published.shards().stream()
                                .map(
                                        shard ->
                                                Item.of(
                                                        Kind.SHARD,
                                                        shard.getVersion(),
                                                        shard.getShard())),
                        published.rejections().stream()
                                .map(
                                        refusal ->
                                                Item.of(
                                                        Kind.REFUSAL,
                                                        refusal.getPartition(),
                                                        refusal.getOffset(),
                                                        refusal.getReason())))
                .flatMap(items -> items);
    }

    private static boolean digestsEqual(
            ModelDefinition model, Published undisturbed, Published published) {
        List<VersionLineage> lineage = ordered(published.lineage());
        return lineage.equals(ordered(undisturbed.lineage()))
                && TestModels.digests(model, inOrder(published.shards()))
                        .equals(TestModels.digests(lineage));
    }

    private static List<ModelShard> inOrder(List<ModelShard> shards) {
        return shards.stream()
                .sorted(
                        Comparator.comparing(ModelShard::getVersion)
                                .thenComparing(ModelShard::getShard))
                .toList();
    }

    private static List<VersionLineage> ordered(List<VersionLineage> lineage) {
        return lineage.stream()
                .sorted(Comparator.comparing(VersionLineage::getVersion))
                .distinct()
                .toList();
    }
}
