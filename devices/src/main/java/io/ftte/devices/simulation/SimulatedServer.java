package io.ftte.devices.simulation;

import io.ftte.aggregation.PayloadRule;
import io.ftte.aggregation.Refusal;
import io.ftte.aggregation.StatisticsAccumulator;
import io.ftte.aggregation.UpdateStatistics;
import io.ftte.aggregation.privacy.PrivacyKey;
import io.ftte.control.LayoutSizes;
import io.ftte.control.Model;
import io.ftte.control.ModelMemory;
import io.ftte.encoding.ModelDigest;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.wire.Tensors;
import java.util.Optional;

/**
 * The job in one object: the control plane's {@link Model} and a data plane of one slice a plan and
 * one shard, fed in order of event time. Not thread-safe.
 */
final class SimulatedServer {
    /** What became of an update. */
    enum Verdict {
        REFUSED,
        ADMITTED,
        /** Admitted, and it filled the buffer: there is a new version. */
        PUBLISHED
    }

    private final StatisticsAccumulator statistics = new StatisticsAccumulator();
    private final SimulatedDataPlane plane;
    private final Model model;

    /**
     * @param privacyKey from which noise comes where the model is private
     * @throws IllegalArgumentException one line, when a setting is out of range
     */
    SimulatedServer(ModelDefinition definition, PrivacyKey privacyKey) {
        plane = new SimulatedDataPlane(privacyKey);
        int leaves = (definition.parameters().length - 1) / ModelDigest.LEAF + 1;
        LayoutSizes whole = new LayoutSizes(leaves * ModelDigest.LEAF, leaves * ModelDigest.LEAF);
        model =
                new Model(
                        definition.head().getModelId(),
                        new ModelMemory(),
                        whole,
                        Model.DEFAULT_PLAN_GRACE,
                        Optional.of(privacyKey.id()),
                        false);
        definition.controlRecords().forEach(record -> accept(record.value()));
    }

    /**
     * Takes a record of the control topic: another plan, other settings.
     *
     * @throws IllegalArgumentException one line, when it is refused
     */
    void accept(byte[] record) {
        plane.clearRefusal();
        model.accept(record, plane);
        plane.refusal()
                .ifPresent(
                        refusal -> {
                            throw new IllegalArgumentException(refusal.detail());
                        });
    }

    long version() {
        return model.version();
    }

    /** Updates in the open buffer. */
    int fill() {
        return model.fill();
    }

    /** The flat vector of the newest version; never written to again. */
    float[] parameters() {
        return plane.published();
    }

    /** What is used and measured: the averaged model where there is one. Never written to again. */
    float[] used() {
        return plane.averaged().length > 0 ? plane.averaged().clone() : plane.published();
    }

    /** Of the last admitted update. */
    long staleness() {
        return plane.staleness();
    }

    /** Why the last update was refused, if it was. */
    Optional<Refusal> refusal() {
        return plane.refusal();
    }

    /** Receives a whole update, whose time is not below that of the one before. */
    Verdict receive(ReceivedUpdate received, TensorEncoding encoding) {
        byte[] delta = received.delta();
        UpdateStatistics numbers =
                statistics
                        .compute(encoding, delta, 0, Tensors.components(encoding, delta.length))
                        .result();
        DecodedUpdate update = new DecodedUpdate(received, encoding, numbers);
        PayloadRule.refusal(numbers, update.examples())
                .ifPresentOrElse(
                        refusal -> plane.drop(update, refusal), () -> model.decide(update, plane));
        return plane.verdict();
    }
}
