package io.ftte.ondevice;

import io.ftte.network.Network;
import io.ftte.ondevice.data.RandomInts;
import io.ftte.ondevice.engine.Examples;
import io.ftte.ondevice.training.LocalTrainer;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.ondevice.training.TrainingSettings;
import java.util.OptionalInt;

/**
 * A device's trainer of one model. It keeps the memory of the last plan, as plans seldom change;
 * let go of it to give that back. Not thread-safe.
 */
public final class OnDeviceTrainer {

    private final String deviceId;
    private final LocalTrainer trainer;
    private final TrainingSettings settings;

    /**
     * @param deviceId 1 to 256 bytes in UTF-8, the same for ever
     */
    public OnDeviceTrainer(String deviceId, Network network, TrainingSettings settings) {
        this.deviceId = deviceId;
        this.settings = settings;
        trainer = new LocalTrainer(network, settings);
    }

    /** The least memory that training a plan takes, example by example, in bytes. */
    public long memoryBytes(TrainableSubset plan) {
        return trainer.memoryBytes(plan, 1);
    }

    /** Whether a plan trains within so many bytes, if need be example by example. */
    public boolean fits(TrainableSubset plan, long budgetBytes) {
        return trainer.microBatch(plan, budgetBytes).isPresent();
    }

    /**
     * Begins a training, in the largest micro-batch that the budget allows; the one before ends.
     *
     * @param own the device's examples, at least one
     * @param random draws their order
     * @param budgetBytes memory that a step may take
     * @throws IllegalArgumentException one line, if the plan does not fit the budget, or parameters
     *     or plan do not fit the network
     */
    public OnDeviceTraining begin(
            BaseVersion base,
            TrainableSubset plan,
            Examples own,
            RandomInts random,
            long budgetBytes) {
        OptionalInt microBatch = trainer.microBatch(plan, budgetBytes);
        if (!microBatch.isPresent()) {
            throw new IllegalArgumentException(
                    String.format(
                            "plan %d takes %d bytes and the budget is %d: take a smaller plan",
                            plan.planId(), memoryBytes(plan), budgetBytes));
        }
        return new OnDeviceTraining(
                trainer.begin(base.parameters(), plan, microBatch.getAsInt(), own, random),
                settings.steps(),
                deviceId,
                base,
                plan,
                own.size());
    }
}
