package io.ftte.ondevice.engine;

/** Labelled examples, read one at a time, so that they may come from anywhere. */
public interface Examples {

    /** Number of examples. */
    int size();

    /** Numbers per example. */
    int width();

    /** Class of an example, from 0. */
    int label(int example);

    /** Writes the {@link #width} numbers of an example to {@code into}, from index {@code at}. */
    void read(int example, float[] into, int at);
}
