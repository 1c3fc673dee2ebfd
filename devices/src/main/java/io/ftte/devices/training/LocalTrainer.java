package io.ftte.devices.training;

import io.ftte.devices.engine.ArenaLayout;
import io.ftte.devices.engine.Examples;
import io.ftte.devices.engine.TrainingEngine;
import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.NetworkPlan;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A device's local training: some steps of minibatch SGD on the part of a network that a plan
 * names. The engine of the last plan is kept, as plans seldom change. Not thread-safe.
 *
 * <p>The same call gives the same bits on every machine.
 */
public final class LocalTrainer {

    /** More plans than a set has. */
    private static final int SIZES = 64;

    private final Network network;
    private final TrainingSettings settings;
    private final float[] trained;

    /** What {@link #engine} trains; empty before the first training, when there is no engine. */
    private BitSet planned = new BitSet();

    private TrainingEngine engine;

    /** By what trains: a device asks again and again while it waits. */
    private final Map<BitSet, Long> sizes = new HashMap<>();

    public LocalTrainer(Network network, TrainingSettings settings) {
        this.network = network;
        this.settings = settings;
        this.trained = new float[network.parameterCount()];
    }

    /** Length of the network's flat parameter vector. */
    public int parameterCount() {
        return trained.length;
    }

    /**
     * Bytes that training a plan takes, known without training it.
     *
     * @throws IllegalArgumentException if the network cannot train the plan
     */
    public long memoryBytes(TrainableSubset trainable) {
        if (sizes.size() >= SIZES) {
            sizes.clear();
        }
        return sizes.computeIfAbsent(
                trainable.indices(),
                indices -> new ArenaLayout(plan(indices), settings.engine()).bytes());
    }

    /**
     * Trains from given parameters and yields what was learned.
     *
     * @param base the network's flat vector, left as it is
     * @param own at least one example
     * @param random draws the order of examples
     * @return parameters after minus before, in the order of the plan's vector
     * @throws IllegalArgumentException one line, if parameters, plan or examples do not fit the
     *     network, or an example holds a number that is not finite
     */
    public float[] train(
            float[] base, TrainableSubset trainable, Examples own, RandomGenerator random) {
        prepare(trainable.indices());
        engine.load(base);
        if (settings.logitAdjustment()) {
            engine.logitOffsets(LogitAdjustment.of(own, network.classes()));
        }
        Minibatches batches = new Minibatches(own.size(), settings.batchSize(), random);
        for (int step = 0; step < settings.steps(); step++) {
            engine.step(own, batches.next(), 0, batches.size());
        }
        engine.parameters(trained);
        return trainable.delta(base, trained);
    }

    /** The whole vector after the last training; not to be written, and good until the next. */
    public float[] trained() {
        return trained;
    }

    private void prepare(BitSet indices) {
        if (!indices.equals(planned)) {
            engine = new TrainingEngine(plan(indices), settings.engine());
            planned = indices;
        }
    }

    private NetworkPlan plan(BitSet indices) {
        return NetworkPlan.of(network, indices);
    }
}
