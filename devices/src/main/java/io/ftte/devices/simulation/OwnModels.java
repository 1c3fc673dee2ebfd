package io.ftte.devices.simulation;

import io.ftte.devices.simulation.fleet.FleetDevice;
import io.ftte.ondevice.training.PersonalFit;
import io.ftte.ondevice.training.TrainableSubset;
import java.util.BitSet;

/** The server's model as each device uses it. */
final class OwnModels {
    private final World world;
    private final Method method;
    private final Suffix suffix;

    OwnModels(World world, Method method, Suffix suffix) {
        this.world = world;
        this.method = method;
        this.suffix = suffix;
    }

    /** The model with a device's personal values, fitted to it; not to be written. */
    float[] of(FleetDevice device, float[] model, Schedule schedule) {
        PersonalValues kept = schedule.personal();
        float[] own = kept.over(model, kept.of(device));
        BitSet personal = method.personal();
        if (personal.isEmpty()) {
            return own;
        }
        float[] fitted =
                new PersonalFit(suffix.network(), world.setting().training(device.slow(), method))
                        .of(
                                suffix.parameters(own),
                                TrainableSubset.of(0, personal.get(suffix.offset(), own.length)),
                                schedule.examples(device),
                                Long.MAX_VALUE);
        System.arraycopy(fitted, 0, own, suffix.offset(), fitted.length);
        return own;
    }
}
