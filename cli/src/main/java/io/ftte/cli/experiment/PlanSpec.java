package io.ftte.cli.experiment;

import io.ftte.devices.simulation.World;
import io.ftte.network.LayerPlan;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.training.FisherScores;
import io.ftte.schemas.text.JsonFields;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.GroupGains;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.PlanSolver;
import io.ftte.selection.TrainingSetup;
import io.ftte.selection.fleet.PlanParts;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What devices train: everything, the last layers whole, or what the solver chooses within a share
 * of the memory that training everything takes, by Fisher scores on the proxy examples; all of it
 * at once, or cut into parts that take turns.
 *
 * @param lastLayers trained whole, where given
 * @param memory share of full training's memory, where given
 * @param parts that it is cut into; 1 for none
 * @param alone whether a device trains its part alone, and not all of them to send its own
 */
record PlanSpec(OptionalInt lastLayers, OptionalDouble memory, int parts, boolean alone) {
    static final PlanSpec EVERYTHING =
            new PlanSpec(OptionalInt.empty(), OptionalDouble.empty(), 1, false);

    static PlanSpec read(JsonFields in) {
        boolean everything = in.flag("everything");
        OptionalInt parts = in.integer32("parts");
        PlanSpec plan =
                new PlanSpec(
                        in.integer32("lastLayers"),
                        in.number("memory"),
                        parts.orElse(1),
                        in.flag("alone"));
        in.end();
        if (plan.memory.isPresent()
                && !(plan.memory.getAsDouble() > 0 && plan.memory.getAsDouble() <= 1)) {
            throw new IllegalArgumentException(
                    in.at("memory") + " must be a share above 0 and at most 1");
        }
        if (plan.parts < 1) {
            throw new IllegalArgumentException(
                    in.at("parts") + " must be at least 1, not " + plan.parts);
        }
        long named =
                Stream.of(everything, plan.memory.isPresent(), plan.lastLayers.isPresent())
                        .filter(Boolean::booleanValue)
                        .count();
        if (named > 1 || named == 0 && parts.isEmpty()) {
            throw new IllegalArgumentException(
                    in.place() + " must give one of memory, lastLayers and everything: true");
        }
        return plan;
    }

    /** Without parts as it was before there were any: what was run before goes on to count. */
    @Override
    public String toString() {
        return "PlanSpec[lastLayers=%s, memory=%s%s]"
                .formatted(
                        lastLayers,
                        memory,
                        parts == 1 ? "" : ", parts=" + parts + (alone ? " alone" : ""));
    }

    /**
     * The plans that take turns.
     *
     * @param microBatch examples per pass on the device
     * @param personal what is in no plan
     * @throws IllegalArgumentException one line, when nothing fits or nothing is left
     */
    List<BitSet> plans(World world, int microBatch, BitSet personal) {
        NetworkPlan whole = without(personal, whole(world, microBatch));
        List<NetworkPlan> plans =
                parts == 1 ? List.of(whole) : PlanParts.of(whole, world.initial(), parts);
        return plans.stream().map(NetworkPlan::indices).toList();
    }

    private static NetworkPlan without(BitSet personal, NetworkPlan plan) {
        BitSet left = plan.indices();
        left.andNot(personal);
        if (left.isEmpty()) {
            throw new IllegalArgumentException(
                    "all that a plan trains is personal: give a larger plan or fewer tensors");
        }
        return NetworkPlan.of(plan.network(), left);
    }

    private NetworkPlan whole(World world, int microBatch) {
        Network network = world.setting().network();
        if (lastLayers.isPresent()) {
            int first = Math.max(0, network.weights().size() - lastLayers.getAsInt());
            return new NetworkPlan(
                    network,
                    network.weights().stream()
                            .map(w -> w.index() < first ? LayerPlan.FROZEN : LayerPlan.all(w))
                            .toList());
        }
        return memory.isPresent()
                ? solved(world, memory.getAsDouble(), microBatch)
                : NetworkPlan.full(network);
    }

    private static NetworkPlan solved(World world, double share, int microBatch) {
        Network network = world.setting().network();
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
                .solve((long) (share * full))
                .best()
                .plan();
    }

    private static TrainingSetup setup(int batch, int microBatch) {
        return new TrainingSetup(batch, microBatch, Convolution.DIRECT, DeviceOptimizer.SGD);
    }
}
