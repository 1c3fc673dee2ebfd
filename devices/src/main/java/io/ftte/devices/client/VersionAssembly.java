package io.ftte.devices.client;

import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The shards of one model that are not yet adopted. Which complete version is given when, and what
 * may be forgotten, is the subclass's policy.
 */
abstract class VersionAssembly {

    /** Shards of versions after the last one given, by version. */
    final NavigableMap<Long, ShardSet> pending = new TreeMap<>();

    /** Shards of snapshots that a version still to come may need, by version. */
    final NavigableMap<Long, ShardSet> snapshots = new TreeMap<>();

    /** The last version given, -1 before the first. */
    long given = -1;

    private long givenSnapshot = -1;

    /** The versions that the policy gives now, ascending. */
    abstract List<ModelVersion> drain(ModelShard latest);

    List<ModelVersion> add(ModelShard shard) {
        boolean snapshot = shard.getKind() == ShardKind.SNAPSHOT;
        if (shard.getVersion() < (snapshot ? givenSnapshot : given + 1)) {
            return List.of();
        }
        NavigableMap<Long, ShardSet> sets = snapshot ? snapshots : pending;
        sets.computeIfAbsent(shard.getVersion(), version -> new ShardSet()).add(shard);
        return drain(shard);
    }

    /** Builds a version and forgets what no later one needs; empty if something is missing. */
    final Optional<ModelVersion> give(long version, ModelShard latest) {
        ShardSet overlay = pending.get(version);
        if (version == 0 && overlay == null) {
            overlay = snapshots.get(0L);
        }
        return give(version, overlay, latest);
    }

    /**
     * The same from given shards of the version: those of its kind, or those of a snapshot of that
     * very version.
     */
    final Optional<ModelVersion> give(long version, ShardSet overlay, ModelShard latest) {
        if (overlay == null || !overlay.isComplete()) {
            return Optional.empty();
        }
        ShardSet snapshot = snapshots.get(overlay.snapshotVersion());
        if (snapshot == null || !snapshot.isComplete()) {
            return Optional.empty();
        }
        float[] parameters = snapshot.toVector();
        overlay.writeInto(parameters);
        given = version;
        givenSnapshot = overlay.snapshotVersion();
        pending.headMap(version, true).clear();
        snapshots.headMap(givenSnapshot, false).clear();
        return Optional.of(
                new ModelVersion(
                        latest.getModelId(),
                        latest.getGeneration(),
                        version,
                        overlay.eventTime(),
                        parameters,
                        overlay.planIds()));
    }
}
