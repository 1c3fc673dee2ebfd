package io.ftte.operators.intake;

import io.ftte.schemas.DeviceStanding;

/**
 * What every subtask of the gate is to know: of a model that was registered, or is no more, or of
 * the standing of a device.
 *
 * @param modelId empty where it is about a device
 * @param parameters how many the model has; 0 where it was removed
 * @param deviceId empty where it is about a model
 * @param revoked whether none of the device's updates counts
 * @param saidAt when the operator said so of the device, ms since the epoch
 * @param orderTime from when on it holds
 */
public record GateNotice(
        String modelId,
        int parameters,
        String deviceId,
        boolean revoked,
        long saidAt,
        long orderTime) {

    /**
     * @param parameters how many the model has; 0 where it was removed
     */
    public static GateNotice model(String modelId, int parameters) {
        return new GateNotice(modelId, parameters, "", false, 0, 0);
    }

    /**
     * @param orderTime from when on it holds
     */
    public static GateNotice device(DeviceStanding standing, long orderTime) {
        return new GateNotice(
                "",
                0,
                standing.getDeviceId(),
                standing.getRevoked(),
                standing.getTime(),
                orderTime);
    }

    boolean isOfModel() {
        return deviceId.isEmpty();
    }
}
