package io.ftte.devices.simulation;

import io.ftte.control.sets.PlanRotation;
import io.ftte.devices.simulation.fleet.FleetDevice;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The plans of a method, counted from 0 through the tiers. */
final class Plans {
    private final Network network;
    private final List<List<BitSet>> tiers;
    private final List<BitSet> indices;
    private final List<BitSet> trained = new ArrayList<>();
    private final BitSet union = new BitSet();
    private final List<Suffix> suffixes = new ArrayList<>();
    private final Suffix shared;

    /**
     * @throws IllegalArgumentException one line, when the network cannot train a plan
     */
    Plans(Network network, Method method) {
        this.network = network;
        tiers = method.tiers();
        indices = method.plans();
        for (List<BitSet> tier : tiers) {
            BitSet whole = union(tier);
            union.or(whole);
            for (BitSet plan : tier) {
                trained.add(union(List.of(method.alone() ? plan : whole, method.personal())));
            }
        }
        trained.forEach(all -> suffixes.add(Suffix.from(network, plan(all).firstTrainable())));
        int first = suffixes.stream().mapToInt(Suffix::first).min().orElseThrow();
        shared = Suffix.from(network, first);
    }

    private static BitSet union(List<BitSet> sets) {
        BitSet union = new BitSet();
        sets.forEach(union::or);
        return union;
    }

    private NetworkPlan plan(BitSet indices) {
        return NetworkPlan.of(network, indices);
    }

    /** By place what a device trains: what it sends, what it keeps, and what it learns in vain. */
    List<BitSet> trained() {
        return trained;
    }

    /** The same of the weakest devices. */
    Stream<NetworkPlan> trainedByWeakest() {
        return trained.subList(0, tiers.get(0).size()).stream().map(this::plan);
    }

    /** By place. */
    List<BitSet> indices() {
        return indices;
    }

    /** What any plan trains, and so what changes from version to version. */
    BitSet union() {
        return union;
    }

    /** The layers of which any device trains a part, and those behind them. */
    Suffix suffix() {
        return shared;
    }

    /** The plans of the weakest devices. */
    List<BitSet> weakest() {
        return tiers.get(0);
    }

    /** The place of that one of them which trains most. */
    int largestOfWeakest() {
        return IntStream.range(0, weakest().size())
                .boxed()
                .max(Comparator.comparingInt(place -> indices.get(place).cardinality()))
                .orElseThrow();
    }

    /** Which plan a device trains from a version: those of its tier take turns. */
    int of(FleetDevice device, long baseVersion) {
        List<BitSet> tier = tiers.get(device.slow() ? 0 : tiers.size() - 1);
        int first = device.slow() ? 0 : indices.size() - tier.size();
        return first + PlanRotation.place(device.id(), baseVersion, tier.size());
    }

    /** Multiply-adds of a step under a plan over those of a forward pass: backward costs twice. */
    double cost(int plan) {
        return 1 + 2 * suffixes.get(plan).shareOfWork();
    }
}
