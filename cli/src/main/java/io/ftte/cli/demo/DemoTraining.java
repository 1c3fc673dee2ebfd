package io.ftte.cli.demo;

import io.ftte.devices.client.PlanSubset;
import io.ftte.devices.fleet.FleetSettings;
import io.ftte.devices.fleet.MemoryBudgets;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.ondevice.training.TrainingSettings;
import io.ftte.schemas.TrainablePlan;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.MemoryProfile;
import io.ftte.selection.TrainingSetup;
import io.ftte.selection.fleet.PlanChoice;
import io.ftte.topics.OptionsException;
import java.util.Set;

/** How the demonstration's devices train, as they and the job that plans for them have to agree. */
final class DemoTraining {
    static final TrainingSettings SETTINGS = new TrainingSettings(10, 20, 0.1f);

    /** What {@link TrainingSettings#engine} means to the memory model. */
    private static final TrainingSetup SETUP =
            new TrainingSetup(
                    SETTINGS.batchSize(),
                    SETTINGS.batchSize(),
                    Convolution.DIRECT,
                    DeviceOptimizer.SGD);

    /** How many times the weakest device's memory the strongest has. */
    private static final long STRONGEST = 4;

    private DemoTraining() {}

    /**
     * How devices train as far as memory goes. Where plans have tiers that is in micro-batches of
     * one: a device that takes a smaller tier for want of memory takes smaller micro-batches first.
     */
    static TrainingSetup setup(int tiers) {
        return tiers > 1 ? SETUP.withMicroBatch(1) : SETUP;
    }

    /**
     * Memory of the fleet, from the weakest device on.
     *
     * @throws OptionsException if no device could train anything
     */
    static MemoryBudgets budgets(DemoModel model, TrainingSetup setup, long weakestBytes) {
        long smallest =
                new PlanChoice(
                                model.network(),
                                model.definition().parameters(),
                                setup,
                                Set.copyOf(model.definition().head().getPersonal()))
                        .smallestBytes();
        if (STRONGEST * weakestBytes < smallest) {
            throw new OptionsException(
                    "budget is %d bytes: even with %d times as much a device could train nothing; write %d or more"
                            .formatted(weakestBytes, STRONGEST, smallest));
        }
        return new MemoryBudgets(weakestBytes, STRONGEST * weakestBytes);
    }

    /** A fleet of the usual pace and data. */
    static FleetSettings fleet(
            int devices,
            double stragglers,
            double slowdown,
            TrainingSettings training,
            MemoryBudgets budgets) {
        FleetSettings usual = FleetSettings.defaults();
        return new FleetSettings(
                devices,
                stragglers,
                slowdown,
                usual.trainingTime(),
                usual.jitter(),
                usual.patience(),
                usual.alpha(),
                training,
                budgets,
                0);
    }

    /** Memory of one step on a device that trains a published plan. */
    static MemoryProfile memory(Network network, TrainingSetup setup, TrainablePlan plan) {
        NetworkPlan trained = NetworkPlan.of(network, PlanSubset.of(plan).indices());
        return new MemoryModel(network, setup).profile(trained);
    }
}
