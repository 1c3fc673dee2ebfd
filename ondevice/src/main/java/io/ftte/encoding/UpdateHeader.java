package io.ftte.encoding;

/**
 * What stands in the record of an update beside the numbers and the signature.
 *
 * @param deviceId the record's key, too
 * @param sequence counts the device's updates of this model, from 0; an update's chunks share it
 * @param baseVersion the version that training started from
 * @param examples number of local examples
 * @param totalLength components of the whole update
 * @param from index of this chunk's first component in the plan's vector
 */
public record UpdateHeader(
        String modelId,
        String deviceId,
        long sequence,
        long baseVersion,
        int planId,
        long examples,
        int totalLength,
        int from,
        DeltaEncoding encoding) {}
