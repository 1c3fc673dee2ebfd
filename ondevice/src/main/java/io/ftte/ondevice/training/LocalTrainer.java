package io.ftte.ondevice.training;

import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.data.RandomInts;
import io.ftte.ondevice.engine.ArenaLayout;
import io.ftte.ondevice.engine.EngineSettings;
import io.ftte.ondevice.engine.Examples;
import io.ftte.ondevice.engine.TrainingEngine;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A device's local training: some steps of minibatch SGD on the part of a network that a plan
 * names. The engine of the last plan is kept, as plans seldom change. Not thread-safe.
 *
 * <p>The same call gives the same bits on every machine.
 */
public final class LocalTrainer {

    /** More than a set of plans has, each in a few micro-batches. */
    private static final int SIZES = 256;

    /** What decides how an engine is laid out. */
    private record Layout(BitSet trained, int microBatch) {}

    private final Network network;
    private final TrainingSettings settings;
    private final float[] trained;

    /** That of {@link #engine}; empty before the first training, when there is no engine. */
    private Layout laidOut = new Layout(new BitSet(), 0);

    private TrainingEngine engine;

    /** In bytes: a device asks again and again while it waits. */
    private final Map<Layout, Long> sizes = new HashMap<>();

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
     * @param microBatch examples a pass
     * @throws IllegalArgumentException if the network cannot train the plan
     */
    public long memoryBytes(TrainableSubset trainable, int microBatch) {
        if (sizes.size() >= SIZES) {
            sizes.clear();
        }
        return sizes.computeIfAbsent(
                new Layout(trainable.indices(), microBatch),
                layout -> new ArenaLayout(plan(layout.trained), engine(microBatch)).bytes());
    }

    /**
     * The largest micro-batch in which a plan trains within a budget: of the settings' one and the
     * smaller ones that the batch is a multiple of. Empty where not even one example at a time
     * fits.
     */
    public OptionalInt microBatch(TrainableSubset trainable, long budgetBytes) {
        for (int size = settings.microBatch(); size >= 1; size--) {
            boolean even = settings.batchSize() % size == 0 || size == settings.microBatch();
            if (even && memoryBytes(trainable, size) <= budgetBytes) {
                return OptionalInt.of(size);
            }
        }
        return OptionalInt.empty();
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
    public float[] train(float[] base, TrainableSubset trainable, Examples own, RandomInts random) {
        return train(base, trainable, settings.microBatch(), own, random);
    }

    /**
     * The same in other micro-batches than the settings'.
     *
     * @param microBatch examples a pass
     */
    public float[] train(
            float[] base,
            TrainableSubset trainable,
            int microBatch,
            Examples own,
            RandomInts random) {
        TrainingRun run = begin(base, trainable, microBatch, own, random);
        for (int step = 0; step < settings.steps(); step++) {
            run.step();
        }
        return run.delta();
    }

    /**
     * Begins the same, for a caller that steps by itself. It ends where the next one begins.
     *
     * @throws IllegalArgumentException one line, if parameters or plan do not fit the network
     */
    public TrainingRun begin(
            float[] base,
            TrainableSubset trainable,
            int microBatch,
            Examples own,
            RandomInts random) {
        prepare(new Layout(trainable.indices(), microBatch));
        engine.load(base);
        if (settings.logitAdjustment()) {
            engine.logitOffsets(LogitAdjustment.of(own, network.classes()));
        }
        Minibatches batches = new Minibatches(own.size(), settings.batchSize(), random);
        return new TrainingRun(engine, trainable, base, own, batches, trained);
    }

    /** The whole vector after the last training; not to be written, and good until the next. */
    public float[] trained() {
        return trained;
    }

    private void prepare(Layout layout) {
        if (!layout.equals(laidOut)) {
            engine = new TrainingEngine(plan(layout.trained), engine(layout.microBatch));
            laidOut = layout;
        }
    }

    private EngineSettings engine(int microBatch) {
        EngineSettings usual = settings.engine();
        return new EngineSettings(microBatch, usual.convolution(), usual.optimizer());
    }

    private NetworkPlan plan(BitSet indices) {
        return NetworkPlan.of(network, indices);
    }
}
