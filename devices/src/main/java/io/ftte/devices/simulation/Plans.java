package io.ftte.devices.simulation;

import io.ftte.devices.simulation.fleet.FleetDevice;
import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.NetworkPlan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The plans of a method: one, or two where fast devices train another. */
final class Plans {
    private final List<BitSet> indices = new ArrayList<>();
    private final List<Suffix> suffixes = new ArrayList<>();
    private final Suffix shared;

    /**
     * @throws IllegalArgumentException one line, when the network cannot train a plan
     */
    Plans(Network network, Method method) {
        indices.add(method.plan());
        method.fastPlan().ifPresent(indices::add);
        for (BitSet plan : indices) {
            suffixes.add(Suffix.from(network, NetworkPlan.of(network, plan).firstTrainable()));
        }
        int first = suffixes.stream().mapToInt(Suffix::first).min().orElseThrow();
        shared = Suffix.from(network, first);
    }

    /** By plan id. */
    List<BitSet> indices() {
        return indices;
    }

    /** The layers that any plan trains, and those behind them. */
    Suffix suffix() {
        return shared;
    }

    /** Which plan a device trains. */
    int of(FleetDevice device) {
        return device.slow() ? 0 : indices.size() - 1;
    }

    /** Multiply-adds of a step under a plan over those of a forward pass: backward costs twice. */
    double cost(int planId) {
        return 1 + 2 * suffixes.get(planId).shareOfWork();
    }
}
