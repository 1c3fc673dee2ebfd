package io.ftte.cli.model;

import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which versions of one generation of a model a topic holds whole: all shards, and all of the
 * snapshot that they build on. Remembers no parameters.
 */
public final class ShardsSeen {
    private final ShardKind kind;
    private final Map<Long, Seen> snapshots = new HashMap<>();
    private final Map<Long, Seen> versions = new HashMap<>();

    /**
     * @param numbers of the shards that have come
     * @param shards how many there are
     * @param base the version of the snapshot
     */
    private record Seen(Set<Integer> numbers, int shards, long base) {
        boolean complete() {
            return numbers.size() == shards;
        }
    }

    /**
     * @param kind of the versions, MODEL or AVERAGE
     */
    public ShardsSeen(ShardKind kind) {
        this.kind = kind;
    }

    public void add(ModelShard shard) {
        (shard.getKind() == ShardKind.SNAPSHOT ? snapshots : versions)
                .computeIfAbsent(
                        shard.getVersion(),
                        version ->
                                new Seen(
                                        new HashSet<>(),
                                        shard.getShards(),
                                        shard.getSnapshotVersion()))
                .numbers()
                .add(shard.getShard());
    }

    /**
     * Ascending. A complete snapshot is its version's raw parameters; only of version 0 is it also
     * the averaged ones.
     */
    public NavigableSet<Long> complete() {
        NavigableSet<Long> complete = new TreeSet<>();
        versions.forEach(
                (version, seen) -> {
                    if (seen.complete() && hasSnapshot(seen.base())) {
                        complete.add(version);
                    }
                });
        snapshots.keySet().stream()
                .filter(version -> version == 0 || kind == ShardKind.MODEL)
                .filter(this::hasSnapshot)
                .forEach(complete::add);
        return complete;
    }

    private boolean hasSnapshot(long version) {
        return snapshots.containsKey(version) && snapshots.get(version).complete();
    }
}
