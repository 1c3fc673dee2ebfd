package io.ftte.selection.fleet;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * How often a fleet's plans change. A plan that some device cannot train gives way at once; one
 * that could be better waits until the pause after the last change is over, and until then plans
 * are chosen for the least budgets of all changes since, so that one device which goes to and fro
 * drives them down once and not each time. A fleet that has grown is another one and waits for
 * nothing. Time is that of the profiles: nothing here depends on a clock. Mutable; public fields
 * make it a Flink POJO without an import of Flink.
 */
public final class PlanPause {
    /** A fleet has grown where more than one part of so many has come. */
    private static final int GROWTH = 16;

    /** Time of the newest profile at the last change, ms since the epoch; before, the least. */
    public long changedAt = Long.MIN_VALUE;

    /** What the plans of the last change were chosen for, as {@link FleetBudget#bytes}. */
    public long[] leastBytes = {};

    /** The most devices at any change since the last pause was over. */
    public long devices;

    /** Whether better plans may be found when the pause is over, although no budget changes. */
    public boolean waits;

    /**
     * Whether plans may change that no device demands.
     *
     * @param newestProfile ms since the epoch
     * @param devicesNow that plans are chosen for
     */
    public boolean isOver(long newestProfile, long pauseMs, long devicesNow) {
        return hasPassed(newestProfile, pauseMs) || devicesNow > devices + devices / GROWTH;
    }

    private boolean hasPassed(long newestProfile, long pauseMs) {
        return changedAt == Long.MIN_VALUE || newestProfile - changedAt >= pauseMs;
    }

    /**
     * What plans are to be chosen for; empty where those in force stay.
     *
     * @param budget of the fleet as it is
     * @param isOver as {@link #isOver} says
     * @param isTrainable whether every device of such a fleet can train the plans in force; asked
     *     during a pause only
     */
    public Optional<FleetBudget> toChooseFor(
            FleetBudget budget, boolean isOver, Predicate<FleetBudget> isTrainable) {
        FleetBudget least = isOver ? budget : budget.atMost(leastBytes);
        boolean stays = !isOver && isTrainable.test(budget);
        waits = stays || !least.equals(budget);
        return stays ? Optional.empty() : Optional.of(least);
    }

    /** Begins a pause, or once more. */
    public void changed(long newestProfile, long pauseMs, FleetBudget chosenFor, long devicesNow) {
        devices = hasPassed(newestProfile, pauseMs) ? devicesNow : Math.max(devices, devicesNow);
        changedAt = newestProfile;
        leastBytes = chosenFor.bytes();
    }
}
