package io.ftte.devices.simulation;

import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.schemas.Plan;
import io.ftte.schemas.text.ModelDefinition;
import io.ftte.schemas.text.NetworkJsonWriter;
import io.ftte.schemas.text.NetworkTensors;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** The model of a run as it is registered: with the simulated server, and with a recording. */
public final class RunModel {
    public static final String ID = "simulated";

    private RunModel() {}

    /**
     * Version 0 at time 0.
     *
     * @throws IllegalArgumentException one line, when the method's plans do not fit the network
     */
    public static ModelDefinition of(World world, Method method) {
        Network network = world.setting().network();
        List<Plan> plans = new ArrayList<>();
        boolean alone = method.plans().size() == 1;
        for (int tier = 0; tier < method.tiers().size(); tier++) {
            for (BitSet indices : method.tiers().get(tier)) {
                plans.add(
                        NetworkTensors.plan(
                                planId(plans.size()),
                                NetworkPlan.of(network, indices),
                                alone ? Optional.empty() : Optional.of(tier)));
            }
        }
        return ModelDefinition.of(
                ID,
                0,
                NetworkTensors.of(network),
                plans,
                NetworkTensors.whole(network, method.personal()),
                method.aggregation(),
                world.initial(),
                Optional.of(NetworkJsonWriter.write(network)));
    }

    /** The id of the plan at a place among the method's. */
    public static int planId(int place) {
        return ModelDefinition.FIRST_PLAN + place;
    }
}
