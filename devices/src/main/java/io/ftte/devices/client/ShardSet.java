package io.ftte.devices.client;

import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The shards of one kind and one version of a model, as far as they have arrived. */
final class ShardSet {

    private final SortedMap<Integer, ModelShard> shards = new TreeMap<>();

    /**
     * Adds a shard; one that is here already is ignored (at-least-once sinks repeat shards with
     * equal content).
     *
     * @throws IllegalArgumentException if the shard contradicts itself or the ones before it
     */
    void add(ModelShard shard) {
        check(shard);
        shards.putIfAbsent(shard.getShard(), shard);
    }

    boolean isComplete() {
        return !shards.isEmpty() && shards.size() == first().getShards();
    }

    long snapshotVersion() {
        return first().getSnapshotVersion();
    }

    long eventTime() {
        return first().getEventTime();
    }

    List<Integer> planIds() {
        return shards.values().stream()
                .flatMap(shard -> shard.getPlanIds().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** The parameters of a complete snapshot, which must cover a vector from its start. */
    float[] toVector() {
        int end = 0;
        for (ModelShard shard : shards.values()) {
            for (IndexRange range : shard.getRanges()) {
                if (range.getFrom() != end) {
                    throw refused(shard, "the snapshot leaves a gap at parameter " + end);
                }
                end = range.getTo();
            }
        }
        float[] parameters = new float[end];
        writeInto(parameters);
        return parameters;
    }

    /** Writes what the shards hold to its places in a full vector. */
    void writeInto(float[] parameters) {
        for (ModelShard shard : shards.values()) {
            FloatBuffer values = floats(shard.getValues());
            for (IndexRange range : shard.getRanges()) {
                if (range.getTo() > parameters.length) {
                    throw refused(shard, "it reaches beyond the snapshot");
                }
                values.get(parameters, range.getFrom(), range.getTo() - range.getFrom());
            }
        }
    }

    private ModelShard first() {
        return shards.get(shards.firstKey());
    }

    private void check(ModelShard shard) {
        int end = shard.getFrom();
        long count = 0;
        for (IndexRange range : shard.getRanges()) {
            if (range.getFrom() < end || range.getTo() <= range.getFrom()) {
                throw refused(shard, "its ranges are not ascending within the shard");
            }
            end = range.getTo();
            count += range.getTo() - range.getFrom();
        }
        if (shard.getFrom() < 0 || end > shard.getTo()) {
            throw refused(shard, "its ranges are not ascending within the shard");
        }
        if (count * Float.BYTES != shard.getValues().remaining()) {
            throw refused(shard, "its ranges and its values differ in length");
        }
        if (shard.getShards() < 1) {
            throw refused(shard, "it says that no shard publishes");
        }
        if (!shards.isEmpty()
                && (shard.getShards() != first().getShards()
                        || shard.getSnapshotVersion() != snapshotVersion()
                        || shard.getEventTime() != eventTime())) {
            throw refused(shard, "it contradicts the version's other shards");
        }
    }

    private static FloatBuffer floats(ByteBuffer bytes) {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    private static IllegalArgumentException refused(ModelShard shard, String why) {
        return new IllegalArgumentException(
                "%s shard %d of model %s version %d cannot be used: %s"
                        .formatted(
                                shard.getKind(),
                                shard.getShard(),
                                shard.getModelId(),
                                shard.getVersion(),
                                why));
    }
}
