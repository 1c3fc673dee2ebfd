package io.ftte.operators.planning;

/** When the devices of one model sent their profiles, in ms since the epoch. Mutable Flink POJO. */
public final class ProfileTimes {
    /** Of the newest profile there was. */
    public long newest = Long.MIN_VALUE;

    /** No device's profile is older. */
    public long oldest = Long.MAX_VALUE;

    /** Whether a timer will look for devices that are due. */
    public boolean timer;
}
