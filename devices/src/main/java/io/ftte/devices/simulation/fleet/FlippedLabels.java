package io.ftte.devices.simulation.fleet;

import io.ftte.ondevice.engine.Examples;

/**
 * The same examples, the last class called the first and so on.
 *
 * @param classes that there are
 */
record FlippedLabels(Examples honest, int classes) implements Examples {
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
        return classes - 1 - honest.label(example);
    }

    @Override
    public void read(int example, float[] into, int at) {
        honest.read(example, into, at);
    }
}
