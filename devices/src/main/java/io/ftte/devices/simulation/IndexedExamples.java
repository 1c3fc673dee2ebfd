package io.ftte.devices.simulation;

import io.ftte.ondevice.engine.Examples;

/**
 * Some examples of a set, seen as a set; nothing is copied.
 *
 * @param indices which, in this order
 */
record IndexedExamples(Examples all, int[] indices) implements Examples {
    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public int width() {
        return all.width();
    }

    @Override
    public int label(int example) {
        return all.label(indices[example]);
    }

    @Override
    public void read(int example, float[] into, int at) {
        all.read(indices[example], into, at);
    }
}
