package io.ftte.devices.simulation;

/** Hears of every update that the server receives, and of every version, in order. */
public interface RunListener {
    /** Takes nothing down. */
    RunListener NONE = new RunListener() {};

    /** An update arrives; whether it is admitted is not decided yet. */
    default void received(ReceivedUpdate update) {}

    /**
     * A version is published.
     *
     * @param parameters the flat vector; not to be written
     */
    default void published(long version, float[] parameters) {}
}
