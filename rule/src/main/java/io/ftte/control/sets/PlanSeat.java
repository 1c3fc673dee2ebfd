package io.ftte.control.sets;

/**
 * Where a plan stands among those that are in force with it.
 *
 * @param set the first plan of its set; a set takes the place of the one before it
 * @param tier from 0, of the weakest devices
 * @param place of the plans of its tier, ascending by id
 * @param places how many plans its tier has, at least 1
 */
public record PlanSeat(int set, int tier, int place, int places) {
    /** Of a plan that is a set by itself. */
    public static PlanSeat alone(int planId) {
        return new PlanSeat(planId, 0, 0, 1);
    }

    /** Whether it is a device's turn to train the plan from a version. */
    public boolean isTurnOf(String deviceId, long baseVersion) {
        return PlanRotation.place(deviceId, baseVersion, places) == place;
    }
}
