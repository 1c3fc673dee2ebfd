package io.ftte.cli.experiment;

import io.ftte.devices.simulation.World;
import io.ftte.devices.training.FisherScores;
import io.ftte.schemas.network.LayerPlan;
import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.NetworkPlan;
import io.ftte.schemas.text.JsonFields;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.GroupGains;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.PlanSolver;
import io.ftte.selection.TrainingSetup;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What devices train: everything, the last layers whole, or what the solver chooses within a share
 * of the memory that training everything takes, by Fisher scores on the proxy examples.
 *
 * @param lastLayers trained whole, where given
 * @param memory share of full training's memory, where given
 */
record PlanSpec(OptionalInt lastLayers, OptionalDouble memory) {
    static final PlanSpec EVERYTHING = new PlanSpec(OptionalInt.empty(), OptionalDouble.empty());

    static PlanSpec read(JsonFields in) {
        PlanSpec plan = new PlanSpec(in.integer32("lastLayers"), in.number("memory"));
        in.end();
        if (plan.memory.isPresent()
                && !(plan.memory.getAsDouble() > 0 && plan.memory.getAsDouble() <= 1)) {
            throw new IllegalArgumentException(
                    in.at("memory") + " must be a share above 0 and at most 1");
        }
        if (plan.memory.isPresent() == plan.lastLayers.isPresent()) {
            throw new IllegalArgumentException(
                    in.place() + " must give one of memory and lastLayers");
        }
        return plan;
    }

    /**
     * @param microBatch examples per pass on the device
     * @throws IllegalArgumentException one line, when nothing fits
     */
    BitSet indices(World world, int microBatch) {
        Network network = world.setting().network();
        if (lastLayers.isPresent()) {
            int first = Math.max(0, network.weights().size() - lastLayers.getAsInt());
            return new NetworkPlan(
                            network,
                            network.weights().stream()
                                    .map(
                                            w ->
                                                    w.index() < first
                                                            ? LayerPlan.FROZEN
                                                            : LayerPlan.all(w))
                                    .toList())
                    .indices();
        }
        if (memory.isEmpty()) {
            return NetworkPlan.full(network).indices();
        }
        int batch = world.setting().training().batchSize();
        long full =
                new MemoryModel(network, setup(batch, batch))
                        .profile(NetworkPlan.full(network))
                        .peakBytes();
        Map<String, Double> gains = new HashMap<>();
        new FisherScores(network)
                .of(world.initial(), world.proxy())
                .forEach((group, score) -> gains.put(group, score.doubleValue()));
        return new PlanSolver(
                        network,
                        world.initial(),
                        setup(batch, microBatch),
                        new GroupGains(network, gains))
                .solve((long) (memory.getAsDouble() * full))
                .best()
                .plan()
                .indices();
    }

    private static TrainingSetup setup(int batch, int microBatch) {
        return new TrainingSetup(batch, microBatch, Convolution.DIRECT, DeviceOptimizer.SGD);
    }
}
