package io.ftte.benchmarks;

import io.ftte.network.LayerPlan;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Weights;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.training.FisherScores;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.GroupGains;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.PlanSolver;
import io.ftte.selection.TrainingSetup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is trained, in batches of {@value AccuracySetting#BATCH}.
 *
 * @param microBatch examples in memory at once
 */
record Training(NetworkPlan plan, int microBatch) {

    static Training everything(Network network) {
        return new Training(NetworkPlan.full(network), AccuracySetting.BATCH);
    }

    static Training lastLayer(Network network) {
        return allBut(network, LayerPlan.FROZEN);
    }

    /**
     * What is compared, by name.
     *
     * @param parameters where training starts
     * @param proxy examples for the gains
     */
    static Map<String, Training> compared(Network network, float[] parameters, Dataset proxy) {
        Map<String, Training> trainings = new LinkedHashMap<>();
        trainings.put("everything", everything(network));
        trainings.put("plan at 20 %", solved(network, parameters, proxy, AccuracySetting.BATCH));
        trainings.put(
                "plan at 20 %, micro-batch " + AccuracySetting.MICRO_BATCH,
                solved(network, parameters, proxy, AccuracySetting.MICRO_BATCH));
        trainings.put("last layer", lastLayer(network));
        trainings.put("biases and last layer", allBut(network, LayerPlan.BIAS));
        return trainings;
    }

    /** Memory of one step. */
    long peakBytes() {
        return new MemoryModel(plan.network(), setup(microBatch)).profile(plan).peakBytes();
    }

    /**
     * Of the gains by Fisher scores, the best plan within a share of the memory of training
     * everything with whole batches.
     */
    private static Training solved(
            Network network, float[] parameters, Dataset proxy, int microBatch) {
        Map<String, Double> gains = new HashMap<>();
        new FisherScores(network)
                .of(parameters, proxy)
                .forEach((group, score) -> gains.put(group, score.doubleValue()));
        long budget = (long) (AccuracySetting.SHARE * everything(network).peakBytes());
        NetworkPlan plan =
                new PlanSolver(
                                network,
                                parameters,
                                setup(microBatch),
                                new GroupGains(network, gains))
                        .solve(budget)
                        .best()
                        .plan();
        return new Training(plan, microBatch);
    }

    private static TrainingSetup setup(int microBatch) {
        return new TrainingSetup(
                AccuracySetting.BATCH, microBatch, Convolution.DIRECT, DeviceOptimizer.MOMENTUM);
    }

    /** The last layer, and of the others the same part each. */
    private static Training allBut(Network network, LayerPlan others) {
        List<Weights> layers = network.weights();
        List<LayerPlan> plan = new ArrayList<>();
        for (Weights layer : layers) {
            plan.add(layer.index() == layers.size() - 1 ? LayerPlan.all(layer) : others);
        }
        return new Training(new NetworkPlan(network, plan), AccuracySetting.BATCH);
    }
}
