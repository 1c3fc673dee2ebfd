package io.ftte.devices.client;

import java.util.List;

/**
 * A complete published version of a model.
 *
 * @param generation counts how often the model id has been registered anew
 * @param version 0 for the registered parameters
 * @param eventTime publication time T(version), ms since the epoch
 * @param parameters the full flat vector, shared between readers and not to be written
 * @param planIds the plans whose parameters the version's records carried
 */
public record ModelVersion(
        String modelId,
        int generation,
        long version,
        long eventTime,
        float[] parameters,
        List<Integer> planIds) {

    public ModelVersion {
        planIds = List.copyOf(planIds);
    }
}
