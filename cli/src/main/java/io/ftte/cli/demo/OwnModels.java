package io.ftte.cli.demo;

import io.ftte.devices.client.Device;
import io.ftte.devices.client.ModelVersion;
import io.ftte.ondevice.data.Dataset;
import io.ftte.ondevice.engine.TrainingEngine;
import io.ftte.ondevice.training.TrainableSubset;
import java.util.List;

/**
 * The devices with the examples that each held out.
 *
 * @param examples by device; at least one of each is held out
 */
record OwnModels(List<Device> devices, List<Dataset.Split> examples) {
    /** Measures a version as each device uses it, with what the device has learned for itself. */
    Accuracy accuracy(ModelVersion version, TrainableSubset trainable, TrainingEngine engine) {
        double[] byDevice = new double[devices.size()];
        for (int d = 0; d < byDevice.length; d++) {
            engine.load(devices.get(d).parameters(version, trainable));
            byDevice[d] = engine.accuracy(examples.get(d).heldOut());
        }
        return Accuracy.own(byDevice);
    }
}
