package io.ftte.devices.simulation;

import io.ftte.devices.simulation.fleet.FleetDevice;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What each device keeps of its model to itself, from one task to the next. Before its first task
 * that is the initial model's. A task reads the values at its start and leaves others at its end;
 * tasks of one device never overlap, and what a lost task learned is lost.
 */
final class PersonalValues {
    private final int[] indices;
    private final float[][] byDevice;

    PersonalValues(BitSet personal, float[] initial, int devices) {
        indices = personal.stream().toArray();
        byDevice = new float[devices][];
        Arrays.fill(byDevice, of(initial));
    }

    /** A device's values, ascending by index; not to be written. */
    float[] of(FleetDevice device) {
        return byDevice[device.index()];
    }

    private float[] of(float[] model) {
        float[] values = new float[indices.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = model[indices[i]];
        }
        return values;
    }

    /** A device has trained. */
    void add(FleetDevice device, float[] learned) {
        float[] values = of(device).clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += learned[i];
        }
        byDevice[device.index()] = values;
    }

    /** A model with a device's values in it; the model itself where nothing is personal. */
    float[] over(float[] model, float[] values) {
        if (indices.length == 0) {
            return model;
        }
        float[] own = model.clone();
        for (int i = 0; i < values.length; i++) {
            own[indices[i]] = values[i];
        }
        return own;
    }
}
