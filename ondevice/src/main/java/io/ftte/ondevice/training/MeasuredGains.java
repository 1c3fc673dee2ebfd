package io.ftte.ondevice.training;

import io.ftte.network.LayerPlan;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Weights;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.data.SeededInts;
import io.ftte.ondevice.engine.TrainingEngine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What training a group of tensors is worth, measured on proxy data: the group is fine-tuned beside
 * the classifier, which always trains, and what counts is the accuracy gained over the classifier
 * alone (the contribution analysis of Lin et al. 2022, "On-Device Training Under 256KB Memory").
 */
public final class MeasuredGains {

    private final Network network;
    private final float[] parameters;
    private final Dataset.Split data;
    private final TrainingSettings settings;
    private final long seed;

    /**
     * @param parameters where each fine-tuning starts
     * @param data to fine-tune on, and to measure on
     * @param seed draws the order of examples, the same one for every group
     */
    public MeasuredGains(
            Network network,
            float[] parameters,
            Dataset.Split data,
            TrainingSettings settings,
            long seed) {
        this.network = network;
        this.parameters = parameters;
        this.data = data;
        this.settings = settings;
        this.seed = seed;
    }

    /**
     * Gains in accuracy by group: {@code conv6/kernel} for a whole kernel, {@code biases@3} for the
     * biases of the last three weight layers.
     *
     * @param progress hears of each group before it is measured
     */
    public Map<String, Double> measure(Consumer<String> progress) {
        List<Weights> layers = network.weights();
        progress.accept("classifier");
        double classifier = accuracy(plan(1));
        Map<String, Double> gains = new LinkedHashMap<>();
        for (int depth = 2; depth <= layers.size(); depth++) {
            Weights first = layers.get(layers.size() - depth);
            progress.accept("biases@" + depth);
            gains.put("biases@" + depth, accuracy(plan(depth)) - classifier);
            progress.accept(first.kernel().name());
            List<LayerPlan> plan = new ArrayList<>(plan(1));
            plan.set(first.index(), new LayerPlan(false, LayerPlan.all(first).inputChannels()));
            gains.put(first.kernel().name(), accuracy(plan) - classifier);
        }
        return gains;
    }

    /** The biases of the last layers, and the classifier. */
    private List<LayerPlan> plan(int depth) {
        List<Weights> layers = network.weights();
        List<LayerPlan> plan = new ArrayList<>();
        for (Weights layer : layers) {
            int fromEnd = layers.size() - layer.index();
            plan.add(
                    fromEnd == 1
                            ? LayerPlan.all(layer)
                            : fromEnd <= depth ? LayerPlan.BIAS : LayerPlan.FROZEN);
        }
        return plan;
    }

    private double accuracy(List<LayerPlan> layers) {
        TrainingEngine engine =
                new TrainingEngine(new NetworkPlan(network, layers), settings.engine());
        engine.load(parameters);
        Minibatches batches =
                new Minibatches(data.train().size(), settings.batchSize(), SeededInts.of(seed, 0));
        for (int step = 0; step < settings.steps(); step++) {
            engine.step(data.train(), batches.next(), 0, batches.size());
        }
        return engine.accuracy(data.heldOut());
    }
}
