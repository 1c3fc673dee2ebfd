package io.ftte.devices.simulation.fleet;

import io.ftte.devices.data.Seeds;
import io.ftte.ondevice.engine.Examples;

/**
 * The same examples under labels drawn at random, always the same ones.
 *
 * @param classes from which labels are drawn
 */
record RandomLabels(Examples honest, int classes, long seed) implements Examples {
    @Override
    public int size() {
        return honest.size();
    }

    @Override
    public int width() {
        return honest.width();
    }

    @Override
    public int label(int example) {
        return Seeds.generator(seed, example).nextInt(classes);
    }

    @Override
    public void read(int example, float[] into, int at) {
        honest.read(example, into, at);
    }
}
