package io.ftte.operators.intake;

/**
 * What every subtask of the gate is to know: of a model that was registered, or is no more, or of
 * the standing of a device.
 *
 * @param modelId empty where it is about a device
 * @param parameters how many the model has; 0 where it was removed
 * @param deviceId empty where it is about a model
 * @param revoked whether none of the device's updates counts
 * @param orderTime of the device's, from when on it is so
 */
public record GateNotice(
        String modelId, int parameters, String deviceId, boolean revoked, long orderTime) {

    /**
     * @param parameters how many the model has; 0 where it was removed
     */
    public static GateNotice model(String modelId, int parameters) {
        return new GateNotice(modelId, parameters, "", false, 0);
    }

    /**
     * @param orderTime from when on the device is so
     */
    public static GateNotice device(String deviceId, boolean revoked, long orderTime) {
        return new GateNotice("", 0, deviceId, revoked, orderTime);
    }

    boolean isOfModel() {
        return deviceId.isEmpty();
    }
}
