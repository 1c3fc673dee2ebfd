package io.ftte.schemas.wire;

import io.ftte.schemas.Contribution;
import io.ftte.schemas.ControlFence;
import io.ftte.schemas.DeviceProfile;
import io.ftte.schemas.DeviceStanding;
import io.ftte.schemas.DeviceUpdate;
import io.ftte.schemas.IndexRange;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ParameterChunk;
import io.ftte.schemas.Plan;
import io.ftte.schemas.PlanSet;
import io.ftte.schemas.RecordedRecord;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.RepublishRequest;
import io.ftte.schemas.SeedShare;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.ShareHeld;
import io.ftte.schemas.ShareWeight;
import io.ftte.schemas.SumPart;
import io.ftte.schemas.SumRequest;
import io.ftte.schemas.Tensor;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.TensorRange;
import io.ftte.schemas.Tick;
import io.ftte.schemas.TierPlan;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.UpdateShare;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.VersionPrivacy;
import io.ftte.schemas.text.AggregationJson;
import io.ftte.schemas.text.ModelDefinition;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** One valid record of every type that travels. */
final class Samples {

    private Samples() {}

    static DeviceUpdate update() {
        return update(TensorEncoding.F32, new float[] {0.5f, -1.25f, 3e-7f});
    }

    static DeviceUpdate update(TensorEncoding encoding, float[] delta) {
        byte[] bytes = Tensors.encode(encoding, delta, 0, delta.length);
        return new DeviceUpdate(
                "model-0",
                "gerät-7",
                41L,
                3L,
                1,
                120L,
                delta.length + 5,
                5,
                encoding,
                ByteBuffer.wrap(bytes),
                null);
    }

    static List<SpecificRecord> all() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});
        List<IndexRange> ranges = List.of(new IndexRange(0, 3), new IndexRange(7, 9));
        return List.of(
                new ControlFence("run-1"),
                new RepublishRequest("model-0"),
                new DeviceProfile(
                        "device-1",
                        List.of("a", "b"),
                        65_536L,
                        Map.of("dense", 0.5f),
                        bytes,
                        null,
                        1_700_000_000_000L,
                        bytes),
                new DeviceStanding("device-1", false, 1_700_000_000_000L, bytes),
                update(),
                registration().head(),
                new ModelSettings("model-0", 1, 12L, AggregationJson.defaults()),
                new ModelShard(
                        "model-0",
                        1,
                        ShardKind.MODEL,
                        5L,
                        0L,
                        1_700_000_000_000L,
                        0,
                        2,
                        0,
                        1024,
                        List.of(1, 2),
                        ranges,
                        bytes),
                new ParameterChunk("model-0", 0, 0, bytes),
                new PlanSet("model-0", 5L, List.of(new TierPlan(2, 1, ranges))),
                new RecordedRecord(2, 17L, 1_700_000_000_000L, null, bytes),
                Rejection.newBuilder()
                        .setReason(RejectionReason.LATE)
                        .setDetail("300 ms too late")
                        .setTopic("ftte.updates")
                        .setPartition(1)
                        .setOffset(12)
                        .setOriginalLength(4)
                        .setOriginal(bytes)
                        .build(),
                new SeedShare("model-0", "device-1", 4L, 3L, 1, 20L, 6, bytes, 40),
                new ShareHeld("model-0", "device-1", 4L, 3L, 1, 20L, 6, -5L, 40, bytes),
                new SumPart("model-0", 1, 5L, 2, 0, bytes),
                new SumRequest(
                        "model-0",
                        1,
                        5L,
                        2,
                        6,
                        1024,
                        0L,
                        List.of(new ShareWeight("device-1", 4L, -5L, 64)),
                        30),
                new Tick(1000L),
                new TrainablePlan(
                        "model-0", 1, 2, 5L, ranges, null, null, 0, 0, 1, List.of(), null),
                new UpdateShare("model-0", "device-1", 4L, 3L, 1, 20L, 6, 5, -5L, bytes, null),
                new VersionLineage(
                        "model-0",
                        1,
                        5L,
                        1_700_000_000_000L,
                        bytes,
                        null,
                        bytes,
                        bytes,
                        0L,
                        false,
                        List.of(
                                new Contribution(
                                        "device-1", 4L, 1, 0L, 1.0, 0.5, 0.5, false, 2, 77L)),
                        new VersionPrivacy(1.5, 1e-6, 2.5, 1.25, 40L, "0123abcd")));
    }

    private static ModelDefinition registration() {
        return ModelDefinition.of(
                "model-0",
                1_700_000_000_000L,
                List.of(new Tensor("dense", List.of(2, 3))),
                List.of(new Plan(1, List.of(new TensorRange("dense", 1, 4)), null)),
                AggregationJson.defaults(),
                new float[] {1, 2, 3, 4, 5, 6},
                Optional.of("[]"));
    }
}
