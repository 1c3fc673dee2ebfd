package io.ftte.devices.simulation;

import io.ftte.devices.data.Seeds;
import io.ftte.devices.simulation.fleet.Fleet;
import io.ftte.devices.simulation.fleet.Streams;
import io.ftte.network.Network;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.data.Shuffle;
import io.ftte.ondevice.engine.Examples;
import io.ftte.ondevice.training.LocalTrainer;
import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.schemas.parameters.HeNormal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What all methods meet under one seed: the same initial model, the same fleet with the same
 * examples, the same examples to be measured on.
 */
public final class World {
    private final Setting setting;
    private final long seed;
    private final Fleet fleet;
    private final float[] initial;
    private final Examples proxy;
    private final Examples measured;
    private final int[] curveExamples;
    private final Map<Integer, Examples> trainOutputs = new HashMap<>();
    private final Map<Integer, Examples> measuredOutputs = new HashMap<>();

    /**
     * @throws IllegalArgumentException one line, if the data is too small for the fleet
     */
    public World(Setting setting, long seed) {
        this.setting = setting;
        this.seed = seed;
        Dataset train = setting.data().train();
        int[] order = shuffled(train.size(), Streams.SPLIT);
        int held = setting.proxy();
        int reserved = held + setting.validation();
        int[] usable = Arrays.copyOfRange(order, reserved, order.length);
        Arrays.sort(usable);
        fleet = new Fleet(setting.fleet(), setting.data(), usable, setting.ownTest(), seed);
        proxy = new IndexedExamples(train, Arrays.copyOf(order, held));
        initial = warm();
        measured =
                setting.tuning()
                        ? new IndexedExamples(train, Arrays.copyOfRange(order, held, reserved))
                        : setting.data().test();
        int[] all = shuffled(measured.size(), Streams.SPLIT);
        curveExamples = Arrays.copyOf(all, Math.min(setting.evaluationExamples(), measured.size()));
    }

    private int[] shuffled(int size, long stream) {
        int[] order = new int[size];
        Arrays.setAll(order, i -> i);
        Shuffle.of(order, Seeds.generator(seed, stream)::nextInt);
        return order;
    }

    private float[] warm() {
        Network network = setting.network();
        float[] parameters = HeNormal.parameters(network, seed);
        if (setting.warmStart().isEmpty()) {
            return parameters;
        }
        float[] delta =
                new LocalTrainer(network, setting.warmStart().get())
                        .train(
                                parameters,
                                TrainableSubset.all(0, parameters.length),
                                proxy,
                                Seeds.generator(seed, Streams.WARM_START)::nextInt);
        for (int i = 0; i < delta.length; i++) {
            parameters[i] += delta[i];
        }
        return parameters;
    }

    public Setting setting() {
        return setting;
    }

    public long seed() {
        return seed;
    }

    /** The flat vector of version 0; not to be written. */
    public float[] initial() {
        return initial;
    }

    /** Examples that no device holds. */
    public Examples proxy() {
        return proxy;
    }

    Fleet fleet() {
        return fleet;
    }

    /** The devices' examples as a suffix reads them; kept, since plans of methods are alike. */
    Examples training(Suffix suffix) {
        return trainOutputs.computeIfAbsent(
                suffix.first(), first -> FrozenOutputs.of(setting.data().train(), suffix, initial));
    }

    /** The examples that models are measured on, as a suffix reads them. */
    Examples measured(Suffix suffix) {
        return measuredOutputs.computeIfAbsent(
                suffix.first(), first -> FrozenOutputs.of(measured, suffix, initial));
    }

    /** Which of the measured examples make the points of a curve. */
    int[] curveExamples() {
        return curveExamples;
    }
}
