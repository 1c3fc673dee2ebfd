package io.ftte.devices.simulation;

/**
 * An update as the simulated server receives it.
 *
 * @param millis event time, virtual milliseconds from the start of the run
 * @param planId place of its plan among the method's
 * @param delta over the plan's indices, ascending, in the method's encoding
 */
public record ReceivedUpdate(
        long millis,
        String deviceId,
        long sequence,
        long baseVersion,
        int planId,
        int examples,
        byte[] delta) {}
