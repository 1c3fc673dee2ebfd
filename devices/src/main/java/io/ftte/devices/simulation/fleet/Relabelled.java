package io.ftte.devices.simulation.fleet;

import io.ftte.ondevice.engine.Examples;
import java.util.function.IntUnaryOperator;

/**
 * The same examples under other labels.
 *
 * @param labels of each example, always the same one
 */
record Relabelled(Examples honest, IntUnaryOperator labels) implements Examples {
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
        return labels.applyAsInt(example);
    }

    @Override
    public void read(int example, float[] into, int at) {
        honest.read(example, into, at);
    }
}
