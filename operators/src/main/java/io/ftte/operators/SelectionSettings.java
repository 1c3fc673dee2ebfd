package io.ftte.operators;

import io.ftte.selection.TrainingSetup;
import java.io.Serializable;

/**
 * How plans are chosen for the devices that registered.
 *
 * @param budgetQuantile 0 to 1: the part of the devices that a plan may leave out; 0 fits the
 *     weakest
 * @param setup how devices train
 */
public record SelectionSettings(double budgetQuantile, TrainingSetup setup)
        implements Serializable {

    public SelectionSettings {
        if (!(budgetQuantile >= 0 && budgetQuantile <= 1)) {
            throw new IllegalArgumentException(
                    "budget-quantile is " + budgetQuantile + "; give 0 to 1");
        }
    }
}
