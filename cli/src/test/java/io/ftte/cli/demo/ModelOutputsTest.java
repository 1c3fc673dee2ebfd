package io.ftte.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftte.devices.client.ModelVersion;
import io.ftte.fixtures.ModelShards;
import io.ftte.schemas.Contribution;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.RejectionReason;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class ModelOutputsTest {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final ModelOutputs outputs = new ModelOutputs("m", ShardKind.AVERAGE);
    private final RunRecord run = new RunRecord(0);
    private final List<TrainablePlan> plans = new ArrayList<>();
    private final List<ModelVersion> versions = new ArrayList<>();

    @Test
    void take_recordsOfTwoModels_handsOnThoseOfItsOwn() throws WireException {
        for (String modelId : List.of("other", "m")) {
            take(
                    new TrainablePlan(
                            modelId, 0, 1, 0L, List.of(), null, null, 0, 0, 1, List.of(), null));
            take(lineage(modelId));
            take(rejection(modelId));
            for (ModelShard shard : new ModelShards(modelId, 0).snapshot(0, 1, 2, 3, 4, 5, 6)) {
                take(shard);
            }
        }

        assertThat(plans).extracting(TrainablePlan::getModelId).containsExactly("m");
        assertThat(versions).extracting(ModelVersion::modelId).containsExactly("m");
        assertThat(run.admitted()).isEqualTo(1);
        assertThat(run.rejectedTotal()).isEqualTo(1);
    }

    /** One that could not be read says no model. */
    @Test
    void take_refusalWithoutAModel_isLeftAside() throws WireException {
        take(rejection(null));

        assertThat(run.rejectedTotal()).isZero();
    }

    /** What {@code ./ftte remove} writes. */
    @Test
    void take_tombstone_isPassedOver() throws WireException {
        outputs.take(null, run, plans::add, versions::add);

        assertThat(versions).isEmpty();
    }

    private void take(SpecificRecord record) throws WireException {
        outputs.take(RecordCodec.encode(record), run, plans::add, versions::add);
    }

    private static VersionLineage lineage(String modelId) {
        Contribution contribution = new Contribution("d", 0L, 1, 0L, 1.0, 1.0, 1.0, false, 0, 0L);
        return new VersionLineage(
                modelId, 0, 1L, 5L, NONE, null, NONE, NONE, 0L, false, List.of(contribution), null);
    }

    private static Rejection rejection(String modelId) {
        return Rejection.newBuilder()
                .setReason(RejectionReason.TOO_STALE)
                .setDetail("")
                .setModelId(modelId)
                .setTopic("updates")
                .setPartition(0)
                .setOffset(0)
                .setOriginalLength(0)
                .setOriginal(NONE)
                .build();
    }
}
