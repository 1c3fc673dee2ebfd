package io.ftte.cli.report;

import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.schemas.TensorEncoding;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.MemoryProfile;
import io.ftte.selection.PlanFrontier;
import io.ftte.selection.PlanPayload;
import io.ftte.selection.SelectedPlan;
import io.ftte.selection.Selection;
import io.ftte.selection.TrainingSetup;

/**
 * What the plan command found, and what it is compared with.
 *
 * @param setup in the micro-batch of the plan
 * @param gains what the gains are, for people
 * @param frontier what other budgets buy
 */
public record PlanReport(
        String modelId,
        Network network,
        TrainingSetup setup,
        TensorEncoding encoding,
        String gains,
        Selection selection,
        PlanFrontier frontier) {

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

    /** Passes that a step of a plan takes. */
    int passes(SelectedPlan plan) {
        return (setup.batch() + plan.microBatch() - 1) / plan.microBatch();
    }

    boolean withinPayload() {
        return selection.budget().payloadBytes() < Long.MAX_VALUE;
    }

    SelectedPlan best() {
        return selection.best();
    }

    /** Bytes of one update, one way. */
    long payloadBytes(int parameters) {
        return PlanPayload.bytes(encoding, parameters);
    }
}
