package io.ftte.devices.client;

import io.ftte.network.Network;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.training.FisherScores;
import io.ftte.ondevice.training.LocalTrainer;
import io.ftte.ondevice.training.PersonalFit;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.ondevice.update.LocalUpdate;
import io.ftte.schemas.TensorEncoding;
import io.ftte.selection.PlanPayload;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One device: its own examples, which never leave it, the sequence number of its next update, and
 * what it has learned for itself where a model has personal tensors. Not thread-safe: a device does
 * one thing at a time. But its budgets, {@link #personal()} and {@link #parameters} serve any
 * thread, also while it trains.
 */
public final class Device {

    private final String id;
    private final LocalTrainer trainer;
    private final PersonalFit fit;
    private final Dataset data;
    private final RandomGenerator random;
    private final Network network;
    private long nextSequence;
    private Map<String, Float> sensitivities = Map.of();

    /** Read and set by different threads, as are the next. */
    private volatile Optional<PersonalValues> personal = Optional.empty();

    private volatile long budgetBytes;

    private volatile Payload payload = Payload.UNLIMITED;

    private record Payload(long bytes, TensorEncoding encoding) {
        static final Payload UNLIMITED = new Payload(Long.MAX_VALUE, TensorEncoding.F32);
    }

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
        this.fit = new PersonalFit(network, settings);
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
     * Bounds what the numbers of one update may weigh, from the next training on.
     *
     * @param encoding that the updates are sent in
     */
    public void payload(long bytes, TensorEncoding encoding) {
        payload = new Payload(bytes, encoding);
    }

    /** What the numbers of one update may weigh, in bytes; empty without a bound. */
    public Optional<Long> payloadBytes() {
        return Optional.of(payload).filter(bound -> bound != Payload.UNLIMITED).map(Payload::bytes);
    }

    /**
     * Goes on at a sequence number, as a device does that remembers where it was; a lower one than
     * of an update already sent would be taken for a repeat.
     */
    public void continueAt(long sequence) {
        nextSequence = sequence;
    }

    /** Goes on with personal values that it had kept. */
    public void bringBack(PersonalValues kept) {
        personal = Optional.of(kept);
    }

    /** What it has learned for itself; empty before its first training, and where nothing is. */
    public Optional<PersonalValues> personal() {
        return personal;
    }

    /**
     * A version as this device uses it, with its personal values in it, fitted to the version;
     * worth keeping while there is no newer one, as this trains where something is personal. Not to
     * be written.
     */
    public float[] parameters(ModelVersion version, TrainableSubset trainable) {
        float[] kept = withPersonal(version, trainable);
        return trainable.own().map(own -> fit.of(kept, own, data, budgetBytes)).orElse(kept);
    }

    private float[] withPersonal(ModelVersion version, TrainableSubset trainable) {
        return personal.filter(kept -> kept.isOf(version))
                .map(kept -> trainable.withPersonal(version.parameters(), kept.values()))
                .orElse(version.parameters());
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

    /** Whether training a plan, if need be example by example, stays within both budgets. */
    public boolean fits(TrainableSubset trainable) {
        Payload bound = payload;
        return PlanPayload.bytes(bound.encoding, trainable.length()) <= bound.bytes
                && trainer.microBatch(trainable, budgetBytes).isPresent();
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
        // A budget may have moved since the plan was chosen: what was begun is finished.
        int microBatch = trainer.microBatch(trainable, budgetBytes).orElse(1);
        float[] delta =
                trainer.train(
                        withPersonal(base, trainable),
                        trainable,
                        microBatch,
                        data,
                        random::nextInt);
        float[] own = trainable.personal(trainer.trained());
        if (own.length > 0) {
            personal = Optional.of(new PersonalValues(base.modelId(), base.generation(), own));
        }
        return new LocalUpdate(
                base.modelId(),
                id,
                nextSequence++,
                base.version(),
                trainable.planId(),
                data.size(),
                delta);
    }
}
