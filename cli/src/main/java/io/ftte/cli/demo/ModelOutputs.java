package io.ftte.cli.demo;

import io.ftte.devices.client.ModelAssembler;
import io.ftte.devices.client.ModelVersion;
import io.ftte.schemas.ModelShard;
import io.ftte.schemas.Rejection;
import io.ftte.schemas.ShardKind;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.VersionLineage;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * Tells the records of one model from all that a job publishes: while a demonstration runs, its
 * Kafka and its job serve other models as well.
 */
final class ModelOutputs {
    private final String modelId;

    private final ModelAssembler assembler;

    /**
     * @param kind the versions that are handed on
     */
    ModelOutputs(String modelId, ShardKind kind) {
        this.modelId = modelId;
        this.assembler = ModelAssembler.newestOnly(kind);
    }

    /**
     * Hands a record on, if it is the model's; what cannot be read is passed over, as outsiders may
     * write to the demonstration's topics.
     *
     * @param record encoded; null for what was removed
     * @param plans takes each plan
     * @param versions takes each complete version of the kind, ascending
     */
    void take(
            byte[] record,
            RunRecord run,
            Consumer<TrainablePlan> plans,
            Consumer<ModelVersion> versions) {
        if (record == null) {
            return;
        }
        SpecificRecord value;
        try {
            value = RecordCodec.decode(record);
        } catch (WireException e) {
            return;
        }
        if (value instanceof VersionLineage lineage && is(lineage.getModelId())) {
            run.add(lineage);
        } else if (value instanceof Rejection rejection && is(rejection.getModelId())) {
            run.add(rejection);
        } else if (value instanceof TrainablePlan plan && is(plan.getModelId())) {
            plans.accept(plan);
        } else if (value instanceof ModelShard shard && is(shard.getModelId())) {
            assembler.add(shard).forEach(versions);
        }
    }

    /**
     * @param other null where a refused record did not say
     */
    private boolean is(String other) {
        return modelId.equals(other);
    }
}
