package io.ftte.operators.intake;

import java.util.Arrays;

/**
 * The newest record of each of the last few devices on a partition. What all of them have reached
 * is taken for the time where no tick says it: while the job was away nobody wrote any, and a clock
 * that stood still would keep a whole backlog waiting. One device moves nothing, whatever its clock
 * says. Mutable Flink POJO.
 */
public final class RecentDevices {
    /** Devices that must agree; more would leave small fleets without a time of their own. */
    static final int COUNT = 8;

    /** The one heard of last comes last; null where there have not been so many. */
    public String[] devices = new String[COUNT];

    public long[] times = new long[COUNT];

    public RecentDevices() {}

    /**
     * Takes in a record.
     *
     * @return the time that all of the last {@link #COUNT} devices have reached; {@link
     *     Long#MIN_VALUE} where there have been fewer
     */
    public long reached(String device, long time) {
        int place = Math.max(0, Arrays.asList(devices).indexOf(device));
        System.arraycopy(devices, place + 1, devices, place, COUNT - 1 - place);
        System.arraycopy(times, place + 1, times, place, COUNT - 1 - place);
        devices[COUNT - 1] = device;
        times[COUNT - 1] = time;
        return devices[0] == null
                ? Long.MIN_VALUE
                : Arrays.stream(times).min().orElse(Long.MIN_VALUE);
    }
}
