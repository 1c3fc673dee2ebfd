package io.ftte.devices;

import java.util.random.RandomGenerator;

/**
 * One device: its own examples, which never leave it, and the sequence number of its next update.
 * Not thread-safe: a device does one thing at a time.
 */
public final class Device {

    private final String id;
    private final DenseNetwork network;
    private final Dataset data;
    private final TrainingSettings settings;
    private final RandomGenerator random;
    private final float[] trained;
    private long nextSequence;

    /**
     * @param id 1 to 256 bytes in UTF-8
     * @param data the device's examples, at least one
     * @param random draws the order of examples
     */
    public Device(
            String id,
            DenseArchitecture architecture,
            Dataset data,
            TrainingSettings settings,
            RandomGenerator random) {
        this.id = id;
        this.network = new DenseNetwork(architecture);
        this.data = data;
        this.settings = settings;
        this.random = random;
        this.trained = new float[architecture.parameterCount()];
    }

    public String id() {
        return id;
    }

    /**
     * Trains locally from a version and yields what was learned. Every call uses up a sequence
     * number; a device that drops an update instead of sending it leaves a harmless gap.
     *
     * @throws IllegalArgumentException if the version's parameters do not fit the network
     */
    public LocalUpdate train(ModelVersion base, TrainableSubset trainable) {
        if (base.parameters().length != trained.length) {
            throw new IllegalArgumentException(
                    "%s: model %s has %d parameters, the device's network %d"
                            .formatted(
                                    id, base.modelId(), base.parameters().length, trained.length));
        }
        System.arraycopy(base.parameters(), 0, trained, 0, trained.length);
        network.train(trained, data, trainable, settings, random);
        return new LocalUpdate(
                base.modelId(),
                id,
                nextSequence++,
                base.version(),
                trainable.planId(),
                data.size(),
                trainable.delta(base.parameters(), trained));
    }
}
