package io.ftte.devices.client;

import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins the shards on the model topic into whole versions. Shards may come in any order, of any
 * number of models. A version is adopted when all its shards and all shards of its snapshot are
 * here; version 0 is a snapshot alone. Where a model has been registered anew, the first shard of
 * the higher generation discards what is left of the lower one.
 *
 * <p>An assembler joins either the raw parameters ({@link ShardKind#MODEL}) or the averaged ones
 * ({@link ShardKind#AVERAGE}); both share the snapshots, so feed every shard to either: shards of
 * the other kind are ignored. The average of version 0 is version 0. Not thread-safe.
 */
public final class ModelAssembler {

    private final ShardKind kind;
    private final boolean every;
    private final Map<String, Assembly> assemblies = new HashMap<>();

    private record Assembly(int generation, VersionAssembly versions) {}

    private ModelAssembler(ShardKind kind, boolean every) {
        if (kind == ShardKind.SNAPSHOT) {
            throw new IllegalArgumentException("versions are of kind MODEL or AVERAGE");
        }
        this.kind = kind;
        this.every = every;
    }

    /**
     * For devices: gives a version only if it is newer than all given before, and forgets older
     * ones. Keeps the shards of at most {@value NewestVersion#PENDING} unfinished versions of each
     * model, the newest.
     */
    public static ModelAssembler newestOnly(ShardKind kind) {
        return new ModelAssembler(kind, false);
    }

    /**
     * For replays: gives every version once, in ascending order from 0. Keeps whatever waits for a
     * version before it.
     */
    public static ModelAssembler everyVersion(ShardKind kind) {
        return new ModelAssembler(kind, true);
    }

    /** Forgets the shards of a model that was removed; those of a later generation stay. */
    public void forget(String modelId, int generation) {
        assemblies.computeIfPresent(modelId, (id, of) -> of.generation() <= generation ? null : of);
    }

    /**
     * Adds a shard and gives the versions that it completes, in ascending order; mostly none.
     *
     * @throws IllegalArgumentException if the shard contradicts itself or others of its version
     */
    public List<ModelVersion> add(ModelShard shard) {
        Assembly assembly = assemblies.get(shard.getModelId());
        if (assembly == null || assembly.generation() < shard.getGeneration()) {
            VersionAssembly versions = every ? new EveryVersion() : new NewestVersion(kind);
            assembly = new Assembly(shard.getGeneration(), versions);
            assemblies.put(shard.getModelId(), assembly);
        }
        boolean relevant = shard.getKind() == kind || shard.getKind() == ShardKind.SNAPSHOT;
        if (!relevant || shard.getGeneration() < assembly.generation()) {
            return List.of();
        }
        return assembly.versions().add(shard);
    }
}
