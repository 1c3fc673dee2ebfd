package io.ftte.cluster;

import io.ftte.fixtures.TestModels;
import io.ftte.operators.lineage.LineageRecord;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.text.ModelDefinition;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was published, counted beside what an undisturbed run publishes of the same updates. Both
 * may differ in one way: a producer writes an update again when the broker dies before
 * acknowledging it, and the job refuses the repeat.
 *
 * @param admitted different updates in published versions
 * @param rejected different refusals
 * @param versions different versions
 * @param duplicates versions, shards, contributions and refusals beyond the first of each
 * @param missing those of the undisturbed run that are not there
 * @param digestsEqual whether the lineage is that of the undisturbed run in all but places, and the
 *     digests recomputed from the published parameters are those in it, and the averages are those
 *     of the undisturbed run
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
        List<Item> found = Stream.concat(versions(published), places(published)).toList();
        Set<Item> different = new HashSet<>(found);
        Set<Item> contents = contents(published).collect(Collectors.toSet());
        return new OutputCount(
                count(different, Kind.CONTRIBUTION),
                count(different, Kind.REFUSAL),
                count(different, Kind.VERSION),
                found.size() - different.size(),
                (int) contents(undisturbed).filter(item -> !contents.contains(item)).count(),
                digestsEqual(model, undisturbed, published));
    }

    private static int count(Collection<Item> items, Kind kind) {
        return (int) items.stream().filter(item -> item.kind() == kind).count();
    }

    /** Refusals by where the refused record lies: no record is refused twice. */
    private static Stream<Item> places(Published output) {
        return output.rejections().stream()
                .map(refusal -> Item.of(Kind.REFUSAL, refusal.getPartition(), refusal.getOffset()));
    }

    /** Versions, and refusals by what was refused, wherever it lies. */
    private static Stream<Item> contents(Published output) {
        return Stream.concat(
                versions(output),
                output.rejections().stream()
                        .map(
                                refusal ->
                                        Item.of(
                                                Kind.REFUSAL,
                                                refusal.getReason(),
                                                String.valueOf(refusal.getDeviceId()),
                                                String.valueOf(refusal.getSequence()),
                                                refusal.getOriginal())));
    }

    private static Stream<Item> versions(Published output) {
        return Stream.of(
                        output.lineage().stream()
                                .map(version -> Item.of(Kind.VERSION, version.getVersion())),
                        output.lineage().stream()
                                .flatMap(version -> version.getContributions().stream())
                                .map(
                                        update ->
                                                Item.of(
                                                        Kind.CONTRIBUTION,
                                                        update.getDeviceId(),
                                                        update.getSequence())),
                        output.shards().stream()
                                .map(
                                        shard ->
                                                Item.of(
                                                        Kind.SHARD,
                                                        shard.getKind(),
                                                        shard.getVersion(),
                                                        shard.getShard())))
                .flatMap(items -> items);
    }

    private static boolean digestsEqual(
            ModelDefinition model, Published undisturbed, Published published) {
        List<VersionLineage> lineage = ordered(published.lineage());
        return lineage.equals(ordered(undisturbed.lineage()))
                && TestModels.digests(model, inOrder(published.shards()))
                        .equals(TestModels.digests(lineage))
                && averages(published).equals(averages(undisturbed));
    }

    /** What the digests do not tell of. */
    private static Set<Item> averages(Published output) {
        return output.shards().stream()
                .filter(shard -> shard.getKind() == ShardKind.AVERAGE)
                .map(
                        shard ->
                                Item.of(
                                        Kind.SHARD,
                                        shard.getVersion(),
                                        shard.getShard(),
                                        shard.getValues()))
                .collect(Collectors.toSet());
    }

    private static List<ModelShard> inOrder(List<ModelShard> shards) {
        return shards.stream()
                .filter(shard -> shard.getKind() == ShardKind.MODEL)
                .sorted(
                        Comparator.comparing(ModelShard::getVersion)
                                .thenComparing(ModelShard::getShard))
                .toList();
    }

    /** Without the places of updates: each run has a topic of its own, with ticks among them. */
    private static List<VersionLineage> ordered(List<VersionLineage> lineage) {
        return lineage.stream()
                .sorted(Comparator.comparing(VersionLineage::getVersion))
                .map(LineageRecord::withoutPlaces)
                .distinct()
                .toList();
    }
}
