package io.ftte.devices;

import io.ftte.schemas.ModelShard;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
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

    @Override
    List<ModelVersion> drain(ModelShard latest) {
        List<Long> newestFirst =
                Stream.concat(pending.descendingKeySet().stream(), Stream.of(0L))
                        .filter(version -> version > given)
                        .toList();
        for (long version : newestFirst) {
            Optional<ModelVersion> complete = give(version, latest);
            if (complete.isPresent()) {
                return List.of(complete.get());
            }
        }
        trim(pending);
        trim(snapshots);
        return List.of();
    }

    private static void trim(NavigableMap<Long, ShardSet> sets) {
        while (sets.size() > PENDING) {
            sets.pollFirstEntry();
        }
    }
}
