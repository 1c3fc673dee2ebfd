package io.ftte.operators.records;

import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.sharing.SharingRule;
import io.ftte.control.PlanNotice;
import io.ftte.control.sets.PlanSeat;
import io.ftte.operators.stream.OutputRecord;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.Sharing;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.wire.ModelKey;
import io.ftte.schemas.wire.RecordCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Builds the records of the model topic. */
public final class ModelRecords {
    private ModelRecords() {}

    /**
     * @param personal what devices train beside every plan, for themselves
     * @param sharing where two parties aggregate the model
     */
    public static OutputRecord plan(
            ModelRegistration head,
            int generation,
            PlanNotice plan,
            IndexRanges personal,
            Optional<SharingRule> sharing) {
        PlanSeat seat = plan.seat();
        return new OutputRecord(
                bytes(ModelKey.plan(head.getModelId(), generation, plan.planId())),
                RecordCodec.encode(
                        TrainablePlan.newBuilder()
                                .setModelId(head.getModelId())
                                .setGeneration(generation)
                                .setPlanId(plan.planId())
                                .setSinceVersion(plan.sinceVersion())
                                .setRanges(plan.ranges().list())
                                .setArchitecture(head.getArchitecture())
                                .setSet(seat.set())
                                .setTier(seat.tier())
                                .setPlace(seat.place())
                                .setPlaces(seat.places())
                                .setPersonal(personal.list())
                                .setSharing(sharing.map(ModelRecords::sharing).orElse(null))
                                .build()));
    }

    private static Sharing sharing(SharingRule rule) {
        return Sharing.newBuilder().setUnit(rule.unit()).setClipNorm(rule.clipNorm()).build();
    }

    public static OutputRecord shard(ModelShard shard) {
        return new OutputRecord(
                shardKey(
                        shard.getModelId(),
                        shard.getGeneration(),
                        shard.getKind(),
                        shard.getShard()),
                RecordCodec.encode(shard));
    }

    /** Removes what {@link #shard} published. */
    public static OutputRecord tombstone(
            String modelId, int generation, ShardKind kind, int shard) {
        return new OutputRecord(shardKey(modelId, generation, kind, shard), new byte[0]);
    }

    /** Removes what {@link #plan} published. */
    public static OutputRecord planTombstone(String modelId, int generation, int planId) {
        return new OutputRecord(bytes(ModelKey.plan(modelId, generation, planId)), new byte[0]);
    }

    private static byte[] shardKey(String modelId, int generation, ShardKind kind, int shard) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return bytes(new ModelKey(modelId, generation, name, shard));
    }

    private static byte[] bytes(ModelKey key) {
        return key.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The values that {@code ranges} cover, from parameters that start at index {@code offset}. */
    public static ByteBuffer values(float[] parameters, int offset, IndexRanges ranges) {
        ByteBuffer bytes =
                ByteBuffer.allocate(ranges.length() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer values = bytes.asFloatBuffer();
        for (int i = 0; i < ranges.from().length; i++) {
            int from = ranges.from()[i];
            values.put(parameters, from - offset, ranges.to()[i] - from);
        }
        return bytes;
    }
}
