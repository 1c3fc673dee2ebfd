package io.ftte.operators.stream;

/**
 * What a device says of itself, for one of the models that it names.
 *
 * @param eventTime of the profile, ms since the epoch
 * @param value the encoded profile; empty where the device no longer names the model
 */
public record ProfileMessage(
        String modelId,
        String deviceId,
        long eventTime,
        int partition,
        long offset,
        byte[] value) {}
