package io.ftte.operators.planning;

import io.ftte.schemas.TensorEncoding;
import io.ftte.selection.BudgetCounts;
import io.ftte.selection.TrainingSetup;
import io.ftte.selection.fleet.FleetBudget;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How plans are chosen for the devices that registered.
 *
 * @param budgetQuantile 0 to 1: the part of the devices that a plan may leave out; 0 fits the
 *     weakest
 * @param tiers most plans for devices of different strength, at least 1
 * @param takeTurns whether plans that weigh more than a device may send are cut into parts that
 *     take turns
 * @param encoding that devices send their updates in
 * @param planPause for how long after a change plans stay that every device can train, in event
 *     time of the profiles
 * @param profileExpiry how long a device counts that says nothing more, in event time: measured
 *     against the newest profile of the model
 * @param setup how devices train
 * @param shardSize parameters of a shard of models that are registered from now on; the Sequencer
 *     refuses some that it would cut
 */
public record SelectionSettings(
        double budgetQuantile,
        int tiers,
        boolean takeTurns,
        TensorEncoding encoding,
        Duration planPause,
        Duration profileExpiry,
        TrainingSetup setup,
        int shardSize)
        implements Serializable {

    public SelectionSettings {
        if (!(budgetQuantile >= 0 && budgetQuantile <= 1)) {
            throw new IllegalArgumentException(
                    "budget-quantile is " + budgetQuantile + "; give 0 to 1");
        }
        if (tiers < 1) {
            throw new IllegalArgumentException("plan-tiers is " + tiers + "; give 1 or more");
        }
        if (planPause.isNegative()) {
            throw new IllegalArgumentException(
                    "plan-pause is negative; give for example 10min, or 0 for none");
        }
        if (profileExpiry.isNegative() || profileExpiry.isZero()) {
            throw new IllegalArgumentException(
                    "profile-expiry is not positive; give for example 30d");
        }
    }

    /**
     * What plans may cost the devices that are counted; there must be one.
     *
     * @param memory of all of them
     * @param payloads of those that have a bound
     */
    FleetBudget budget(BudgetCounts memory, BudgetCounts payloads) {
        List<Long> tierBytes = new ArrayList<>();
        for (int tier = 0; tier < tiers; tier++) {
            tierBytes.add(memory.quantile(budgetQuantile + (1 - budgetQuantile) * tier / tiers));
        }
        // Those without a bound come after all that have one.
        long rank = (long) (budgetQuantile * (memory.devices() - 1));
        long payload = rank < payloads.devices() ? payloads.atRank(rank) : Long.MAX_VALUE;
        return new FleetBudget(tierBytes, payload, encoding, takeTurns);
    }
}
