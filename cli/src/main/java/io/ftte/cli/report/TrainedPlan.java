package io.ftte.cli.report;

/**
 * One of the plans that were in force at the end, for devices of different memory.
 *
 * @param tier from 0, of the weakest devices
 * @param parameters that devices train and send
 * @param payloadBytes numbers of one update, one way
 * @param peakMemoryBytes the least that a device needs to train it
 * @param updates of it in published versions
 * @param devices that sent them
 */
public record TrainedPlan(
        int tier,
        int planId,
        int parameters,
        long payloadBytes,
        long peakMemoryBytes,
        long updates,
        long devices) {}
