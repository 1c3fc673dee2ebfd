package io.ftte.operators.planning;

import io.ftte.selection.TrainingSetup;
import java.io.Serializable;
import java.time.Duration;

/**
 * How plans are chosen for the devices that registered.
 *
 * @param budgetQuantile 0 to 1: the part of the devices that a plan may leave out; 0 fits the
 *     weakest
 * @param profileExpiry how long a device counts that says nothing more, in event time: measured
 *     against the newest profile of the model
 * @param setup how devices train
 * @param shardSize parameters of a shard of models that are registered from now on; the Sequencer
 *     refuses some that it would cut
 */
public record SelectionSettings(
        double budgetQuantile, Duration profileExpiry, TrainingSetup setup, int shardSize)
        implements Serializable {

    public SelectionSettings {
        if (!(budgetQuantile >= 0 && budgetQuantile <= 1)) {
            throw new IllegalArgumentException(
                    "budget-quantile is " + budgetQuantile + "; give 0 to 1");
        }
        if (profileExpiry.isNegative() || profileExpiry.isZero()) {
            throw new IllegalArgumentException(
                    "profile-expiry is not positive; give for example 30d");
        }
    }
}
