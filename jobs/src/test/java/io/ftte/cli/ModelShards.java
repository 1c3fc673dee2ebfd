package io.ftte.cli;

import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** A version's records as the job publishes them, of two shards that divide a vector of six. */
record ModelShards(String modelId, int generation) {
    static final int PARAMETERS = 6;

    private static final int SPLIT = 4;

    /** All parameters. */
    List<ModelShard> snapshot(long version, float... parameters) {
        return List.of(
                shard(ShardKind.SNAPSHOT, version, version, 0, 0, SPLIT, parameters),
                shard(ShardKind.SNAPSHOT, version, version, 1, SPLIT, PARAMETERS, parameters));
    }

    /** Parameters 2 to 4, both inclusive, on top of a snapshot. */
    List<ModelShard> version(ShardKind kind, long version, long base, float... parameters) {
        return List.of(
                shard(kind, version, base, 0, 2, SPLIT, parameters),
                shard(kind, version, base, 1, SPLIT, SPLIT + 1, parameters));
    }

    private ModelShard shard(
            ShardKind kind, long version, long base, int shard, int from, int to, float[] values) {
        byte[] bytes = Tensors.encode(TensorEncoding.F32, values, 0, values.length);
        return new ModelShard(
                modelId,
                generation,
                kind,
                version,
                base,
                1_000 + version,
                shard,
                2,
                shard == 0 ? 0 : SPLIT,
                shard == 0 ? SPLIT : PARAMETERS,
                List.of(1),
                List.of(new IndexRange(from, to)),
                ByteBuffer.wrap(Arrays.copyOfRange(bytes, from * Float.BYTES, to * Float.BYTES)));
    }
}
