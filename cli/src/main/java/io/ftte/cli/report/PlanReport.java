package io.ftte.cli.report;

import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.NetworkPlan;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.MemoryProfile;
import io.ftte.selection.PlanPayload;
import io.ftte.selection.SelectedPlan;
import io.ftte.selection.Selection;
import io.ftte.selection.TrainingSetup;

/**
 * What the plan command found, and what it is compared with.
 *
 * @param gains what the gains are, for people
 */
public record PlanReport(
        String modelId,
        Network network,
        TrainingSetup setup,
        TensorEncoding encoding,
        String gains,
        Selection selection) {

    /** Full training with the same engine and no micro-batches: the baseline of the comparison. */
    public MemoryProfile full() {
        return new MemoryModel(network, setup.wholeBatch()).profile(NetworkPlan.full(network));
    }

    /** Full training with the same micro-batches. */
    MemoryProfile fullInMicroBatches() {
        return new MemoryModel(network, setup).profile(NetworkPlan.full(network));
    }

    boolean inMicroBatches() {
        return setup.microBatch() < setup.batch();
    }

    SelectedPlan best() {
        return selection.best();
    }

    /** Bytes of one update, one way. */
    long payloadBytes(int parameters) {
        return PlanPayload.bytes(encoding, parameters);
    }
}
