package io.ftte.devices.client;

/**
 * What a device has learned of a model for itself and keeps while it is away.
 *
 * @param generation of the model; a later one begins anew
 * @param values of the personal parameters, ascending by index; not to be written
 */
public record PersonalValues(String modelId, int generation, float[] values) {
    boolean isOf(ModelVersion version) {
        return modelId.equals(version.modelId()) && generation == version.generation();
    }
}
