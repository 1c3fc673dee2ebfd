package io.ftte.cli;

import io.ftte.devices.TrainableSubset;
import io.ftte.devices.TrainingSettings;
import io.ftte.schemas.TrainablePlan;
import io.ftte.schemas.network.Network;
import io.ftte.schemas.network.NetworkPlan;
import io.ftte.selection.Convolution;
import io.ftte.selection.DeviceOptimizer;
import io.ftte.selection.MemoryModel;
import io.ftte.selection.MemoryProfile;
import io.ftte.selection.TrainingSetup;

/** How the demonstration's devices train, as they and the job that plans for them have to agree. */
final class DemoTraining {
    static final TrainingSettings SETTINGS = new TrainingSettings(10, 20, 0.1f);

    /** What {@link TrainingSettings#engine} means to the memory model. */
    static final TrainingSetup SETUP =
            new TrainingSetup(
                    SETTINGS.batchSize(),
                    SETTINGS.batchSize(),
                    Convolution.DIRECT,
                    DeviceOptimizer.SGD);

    private DemoTraining() {}

    /** Memory of one step on a device that trains a published plan. */
    static MemoryProfile memory(Network network, TrainablePlan plan) {
        NetworkPlan trained = NetworkPlan.of(network, TrainableSubset.of(plan).indices());
        return new MemoryModel(network, SETUP).profile(trained);
    }
}
