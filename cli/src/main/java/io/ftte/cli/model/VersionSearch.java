package io.ftte.cli.model;

import io.ftte.devices.client.ModelAssembler;
import io.ftte.devices.client.ModelVersion;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Finds one version of a model among the shards of the model topic, which may come in any order. Of
 * a model that was registered anew, only the last generation counts.
 */
final class VersionSearch {
    private final String modelId;
    private final ShardKind kind;
    private final OptionalLong wanted;
    private int generation = -1;
    private int passedOver;
    private ModelAssembler assembler;
    private ShardsSeen seen;
    private Optional<ModelVersion> found = Optional.empty();

    /**
     * @param kind MODEL or AVERAGE
     * @param wanted empty for the newest
     */
    VersionSearch(String modelId, ShardKind kind, OptionalLong wanted) {
        this.modelId = modelId;
        this.kind = kind;
        this.wanted = wanted;
        this.assembler = ModelAssembler.newestOnly(kind);
        this.seen = new ShardsSeen(kind);
    }

    /**
     * Takes in a record of the model topic; what cannot be read, or contradicts others of its
     * version, is passed over and counted.
     */
    void add(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        try {
            if (RecordCodec.decode(record.value()) instanceof ModelShard shard) {
                add(shard);
            }
        } catch (WireException | IllegalArgumentException e) {
            passedOver++;
        }
    }

    /**
     * Takes in a shard of any model.
     *
     * @throws IllegalArgumentException if it contradicts itself or others of its version
     */
    void add(ModelShard shard) {
        if (!shard.getModelId().equals(modelId) || shard.getGeneration() < generation) {
            return;
        }
        if (shard.getGeneration() > generation) {
            generation = shard.getGeneration();
            assembler = ModelAssembler.newestOnly(kind);
            seen = new ShardsSeen(kind);
            found = Optional.empty();
        }
        if (shard.getKind() != kind && shard.getKind() != ShardKind.SNAPSHOT) {
            return;
        }
        seen.add(shard);
        if (useful(shard)) {
            for (ModelVersion version : assembler.add(shard)) {
                found = Optional.of(version);
            }
        }
    }

    /** Records that could not be used. */
    int passedOver() {
        return passedOver;
    }

    /** The version, if all of it has been added. */
    Optional<ModelVersion> found() {
        return found.filter(version -> wanted.isEmpty() || version.version() == wanted.getAsLong());
    }

    /** All versions that have been added whole. */
    NavigableSet<Long> available() {
        return seen.complete();
    }

    /** The assembler gives nothing older than what it gave, so newer versions are kept from it. */
    private boolean useful(ModelShard shard) {
        if (wanted.isEmpty()) {
            return true;
        }
        return shard.getKind() == ShardKind.SNAPSHOT
                ? shard.getVersion() <= wanted.getAsLong()
                : shard.getVersion() == wanted.getAsLong();
    }
}
