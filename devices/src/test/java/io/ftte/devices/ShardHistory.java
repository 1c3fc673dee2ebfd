package io.ftte.devices;

import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a job publishes of one model: 3 shards of 8 parameters each, a plan that trains parameters 2
 * to 20, and from version 6 on another that trains 0 to 10, with a snapshot at version 5.
 */
final class ShardHistory {

    static final int PARAMETERS = 24;
    private static final int SHARD = 8;
    private static final int SECOND_SNAPSHOT = 5;

    final List<ModelShard> shards = new ArrayList<>();
    final List<float[]> models = new ArrayList<>();
    final List<float[]> averages = new ArrayList<>();
    private final String modelId;
    private final int generation;

    ShardHistory(String modelId, int generation, int versions, RandomGenerator random) {
        this.modelId = modelId;
        this.generation = generation;
        float[] parameters = new float[PARAMETERS];
        for (int i = 0; i < PARAMETERS; i++) {
            parameters[i] = random.nextFloat();
        }
        publish(ShardKind.SNAPSHOT, 0, 0, parameters, 0, PARAMETERS);
        models.add(parameters.clone());
        averages.add(parameters.clone());
        for (int version = 1; version <= versions; version++) {
            boolean second = version > SECOND_SNAPSHOT;
            int from = second ? 0 : 2;
            int to = second ? 10 : 20;
            for (int i = from; i < to; i++) {
                parameters[i] = random.nextFloat();
            }
            float[] average = parameters.clone();
            for (int i = from; i < to; i++) {
                average[i] = random.nextFloat();
            }
            int snapshot = second ? SECOND_SNAPSHOT : 0;
            publish(ShardKind.MODEL, version, snapshot, parameters, from, to);
            publish(ShardKind.AVERAGE, version, snapshot, average, from, to);
            if (version == SECOND_SNAPSHOT) {
                publish(ShardKind.SNAPSHOT, version, version, parameters, 0, PARAMETERS);
            }
            models.add(parameters.clone());
            averages.add(average);
        }
    }

    private void publish(
            ShardKind kind, long version, long snapshot, float[] vector, int from, int to) {
        int first = from / SHARD;
        int last = (to - 1) / SHARD;
        for (int shard = first; shard <= last; shard++) {
            int low = Math.max(from, shard * SHARD);
            int high = Math.min(to, (shard + 1) * SHARD);
            shards.add(
                    new ModelShard(
                            modelId,
                            generation,
                            kind,
                            version,
                            snapshot,
                            1_000 + version,
                            shard,
                            last - first + 1,
                            shard * SHARD,
                            (shard + 1) * SHARD,
                            List.of(snapshot == 0 ? 0 : 1),
                            List.of(new IndexRange(low, high)),
                            bytes(vector, low, high)));
        }
    }

    static ByteBuffer bytes(float[] vector, int from, int to) {
        ByteBuffer bytes =
                ByteBuffer.allocate((to - from) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = from; i < to; i++) {
            bytes.putFloat(vector[i]);
        }
        return bytes.flip();
    }
}
