package io.ftte.ondevice.update;

/**
 * What one device learned in one local training.
 *
 * @param sequence counts the device's updates of this model, from 0
 * @param baseVersion the version that training started from
 * @param examples number of local examples, at least 1
 * @param delta parameters after minus before, in the order of the plan's vector; not to be written
 */
public record LocalUpdate(
        String modelId,
        String deviceId,
        long sequence,
        long baseVersion,
        int planId,
        long examples,
        float[] delta) {}
