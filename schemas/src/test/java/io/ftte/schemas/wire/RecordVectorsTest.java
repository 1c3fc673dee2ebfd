package io.ftte.schemas.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TrainablePlan;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** {@code schemas/vectors/records.json}: every record that travels, its bytes and their meaning. */
class RecordVectorsTest {
    private static final float[] NUMBERS = {0.5f, -1.25f, 3e-7f, 1f / 3};
    private static final long TIME = 1_700_000_000_000L;

    private final ArrayNode vectors = VectorFile.array();

    @Test
    void records() throws Exception {
        for (SpecificRecord record : Samples.all()) {
            add(record.getClass().getSimpleName(), record);
        }
        for (TensorEncoding encoding : TensorEncoding.values()) {
            add("update of four components in " + encoding, update(encoding));
        }
        add("the first chunk of an update", chunk(0, 2));
        add("the second chunk of an update", chunk(2, 2));
        add("signed update", signed());
        add("snapshot of version 0, the whole model", shard(ShardKind.SNAPSHOT, 0, 0, 0, 4));
        add("trainable part of version 7", shard(ShardKind.MODEL, 7, 0, 1, 3));
        add("trainable part of version 7's average", shard(ShardKind.AVERAGE, 7, 0, 1, 3));
        add("plan of a set", plan());
        new VectorFile("records").assertHolds(vectors);
    }

    private void add(String name, SpecificRecord record) throws Exception {
        byte[] value = RecordCodec.encode(record);
        assertThat(RecordCodec.decode(value)).isEqualTo(record);
        vectors.add(
                VectorFile.object(name)
                        .put("record", record.getSchema().getName())
                        .put("value", VectorFile.hex(value))
                        .set("meaning", VectorFile.meaning(record)));
    }

    private static DeviceUpdate update(TensorEncoding encoding) {
        return new DeviceUpdate(
                "m",
                "gerät-7",
                0L,
                12L,
                3,
                40L,
                NUMBERS.length,
                0,
                encoding,
                ByteBuffer.wrap(Tensors.encode(encoding, NUMBERS, 0, NUMBERS.length)),
                null);
    }

    private static DeviceUpdate chunk(int from, int count) {
        return DeviceUpdate.newBuilder(update(TensorEncoding.F32))
                .setFrom(from)
                .setDelta(ByteBuffer.wrap(Tensors.encode(TensorEncoding.F32, NUMBERS, from, count)))
                .build();
    }

    private static DeviceUpdate signed() {
        DeviceUpdate update = update(TensorEncoding.F32);
        byte[] digest = UpdateHeaders.digest(update, TIME);
        return DeviceUpdate.newBuilder(update)
                .setSignature(ByteBuffer.wrap(SignatureVectorsTest.sign(digest)))
                .build();
    }

    private static ModelShard shard(ShardKind kind, long version, long snapshot, int from, int to) {
        return new ModelShard(
                "m",
                0,
                kind,
                version,
                snapshot,
                TIME + version,
                0,
                1,
                0,
                NUMBERS.length,
                List.of(3),
                List.of(new IndexRange(from, to)),
                ByteBuffer.wrap(Tensors.encode(TensorEncoding.F32, NUMBERS, from, to - from)));
    }

    private static TrainablePlan plan() {
        return new TrainablePlan(
                "m",
                0,
                4,
                7L,
                List.of(new IndexRange(1, 2), new IndexRange(3, 4)),
                new String("[]".getBytes(UTF_8), UTF_8),
                3,
                1,
                1,
                2,
                List.of(new IndexRange(0, 1)),
                null);
    }
}
