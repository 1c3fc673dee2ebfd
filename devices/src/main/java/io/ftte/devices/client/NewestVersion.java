package io.ftte.devices.client;

import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Gives the newest complete version and forgets older ones.
 *
 * <p>A reader that starts late reads one partition far ahead of another, so unfinished versions
 * would pile up without bound. Only the newest are kept: the partitions behind bring the newest
 * version's shards too, so the reader still arrives as long as it lags less than {@link #PENDING}
 * versions between partitions while it is at their end.
 */
final class NewestVersion extends VersionAssembly {

    /** Unfinished versions, and as many snapshots, whose shards are kept. */
    static final int PENDING = 16;

    private final ShardKind kind;

    /**
     * @param kind of the versions, MODEL or AVERAGE
     */
    NewestVersion(ShardKind kind) {
        this.kind = kind;
    }

    @Override
    List<ModelVersion> drain(ModelShard latest) {
        List<Long> newestFirst =
                Stream.of(pending.keySet(), snapshots.keySet())
                        .flatMap(Set::stream)
                        .distinct()
                        .filter(version -> version > given)
                        .sorted(Comparator.reverseOrder())
                        .toList();
        for (long version : newestFirst) {
            Optional<ModelVersion> complete =
                    give(version, latest).or(() -> giveSnapshot(version, latest));
            if (complete.isPresent()) {
                return List.of(complete.get());
            }
        }
        trim(pending);
        trim(snapshots);
        return List.of();
    }

    /**
     * A snapshot alone, which is its version's raw parameters: where a plan has changed and no
     * version followed yet, compaction may have removed the snapshot that the version itself names.
     */
    private Optional<ModelVersion> giveSnapshot(long version, ModelShard latest) {
        return kind == ShardKind.MODEL
                ? give(version, snapshots.get(version), latest)
                : Optional.empty();
    }

    private static void trim(NavigableMap<Long, ShardSet> sets) {
        while (sets.size() > PENDING) {
            sets.pollFirstEntry();
        }
    }
}
