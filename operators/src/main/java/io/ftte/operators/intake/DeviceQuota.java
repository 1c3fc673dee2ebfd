package io.ftte.operators.intake;

/** The token bucket of a device, filled by order time; pure functions over its state. */
final class DeviceQuota {
    private static final double MS_PER_MINUTE = 60_000;

    private DeviceQuota() {}

    /** A full bucket. */
    static void fill(DeviceState device, int perMinute, long orderTime) {
        device.tokens = perMinute;
        device.tokensAt = orderTime;
    }

    /**
     * Takes a token, if there is one.
     *
     * @param perMinute 0 for no limit
     */
    static boolean take(DeviceState device, int perMinute, long orderTime) {
        if (perMinute == 0) {
            return true;
        }
        long elapsed = Math.max(0, orderTime - device.tokensAt);
        device.tokens = Math.min(perMinute, device.tokens + elapsed * perMinute / MS_PER_MINUTE);
        device.tokensAt = Math.max(device.tokensAt, orderTime);
        if (device.tokens < 1) {
            return false;
        }
        device.tokens--;
        return true;
    }
}
