package io.ftte.cli;

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
final class ShardsSeen {
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

    void add(ModelShard shard) {
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

    /** Ascending. A complete snapshot of version 0 is version 0. */
    NavigableSet<Long> complete() {
        NavigableSet<Long> complete = new TreeSet<>();
        versions.forEach(
                (version, seen) -> {
                    if (seen.complete() && hasSnapshot(seen.base())) {
                        complete.add(version);
                    }
                });
        if (hasSnapshot(0)) {
            complete.add(0L);
        }
        return complete;
    }

    private boolean hasSnapshot(long version) {
        return snapshots.containsKey(version) && snapshots.get(version).complete();
    }
}
