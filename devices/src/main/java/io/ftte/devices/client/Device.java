package io.ftte.devices.client;

import io.ftte.devices.data.Dataset;
import io.ftte.devices.training.FisherScores;
import io.ftte.devices.training.LocalTrainer;
import io.ftte.devices.training.TrainableSubset;
import io.ftte.devices.training.TrainingSettings;
import io.ftte.schemas.network.Network;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One device: its own examples, which never leave it, and the sequence number of its next update.
 * Not thread-safe: a device does one thing at a time.
 */
public final class Device {

    private final String id;
    private final LocalTrainer trainer;
    private final Dataset data;
    private final RandomGenerator random;
    private final Network network;
    private long nextSequence;
    private Map<String, Float> sensitivities = Map.of();

    /** Read and set by different threads. */
    private volatile long budgetBytes;

    /**
     * @param id 1 to 256 bytes in UTF-8
     * @param data the device's examples, at least one
     * @param random draws the order of examples
     * @param budgetBytes memory that one training step may take
     */
    public Device(
            String id,
            Network network,
            Dataset data,
            TrainingSettings settings,
            RandomGenerator random,
            long budgetBytes) {
        this.id = id;
        this.network = network;
        this.trainer = new LocalTrainer(network, settings);
        this.data = data;
        this.random = random;
        this.budgetBytes = budgetBytes;
    }

    public String id() {
        return id;
    }

    /** Memory that one training step may take, in bytes. */
    public long budgetBytes() {
        return budgetBytes;
    }

    /** Changes the memory that one training step may take, from the next training on. */
    public void budget(long bytes) {
        budgetBytes = bytes;
    }

    /**
     * Goes on at a sequence number, as a device does that remembers where it was; a lower one than
     * of an update already sent would be taken for a repeat.
     */
    public void continueAt(long sequence) {
        nextSequence = sequence;
    }

    /**
     * Scores the network's tensors on the device's own data, where the memory suffices for it;
     * other devices leave the choice to those that can.
     *
     * @param parameters the network's flat vector
     */
    public void score(float[] parameters) {
        sensitivities =
                FisherScores.memoryBytes(network) <= budgetBytes
                        ? new FisherScores(network).of(parameters, data)
                        : Map.of();
    }

    /** The scores by tensor, as {@link FisherScores} has them; empty before and without them. */
    public Map<String, Float> sensitivities() {
        return sensitivities;
    }

    /** Whether training a plan stays within the budget. */
    public boolean fits(TrainableSubset trainable) {
        return trainer.memoryBytes(trainable) <= budgetBytes;
    }

    /**
     * Trains locally from a version and yields what was learned. Every call uses up a sequence
     * number; a device that drops an update instead of sending it leaves a harmless gap.
     *
     * @throws IllegalArgumentException if the version's parameters do not fit the network
     */
    public LocalUpdate train(ModelVersion base, TrainableSubset trainable) {
        if (base.parameters().length != trainer.parameterCount()) {
            throw new IllegalArgumentException(
                    "%s: model %s has %d parameters, the device's network %d"
                            .formatted(
                                    id,
                                    base.modelId(),
                                    base.parameters().length,
                                    trainer.parameterCount()));
        }
        return new LocalUpdate(
                base.modelId(),
                id,
                nextSequence++,
                base.version(),
                trainable.planId(),
                data.size(),
                trainer.train(base.parameters(), trainable, data, random));
    }
}
