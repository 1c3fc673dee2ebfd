package io.ftte.ondevice;

import io.ftte.ondevice.training.TrainableSubset;
import io.ftte.ondevice.training.TrainingRun;
import io.ftte.ondevice.update.LocalUpdate;

/**
 * One training, step by step, so that an app can stop after any of them and send what was learned
 * until then. Not thread-safe.
 */
public final class OnDeviceTraining {

    private final TrainingRun run;
    private final int steps;
    private final String deviceId;
    private final BaseVersion base;
    private final TrainableSubset plan;
    private final int examples;
    private int done;

    OnDeviceTraining(
            TrainingRun run,
            int steps,
            String deviceId,
            BaseVersion base,
            TrainableSubset plan,
            int examples) {
        this.run = run;
        this.steps = steps;
        this.deviceId = deviceId;
        this.base = base;
        this.plan = plan;
        this.examples = examples;
    }

    /** Whether all steps of the settings are made. */
    public boolean isDone() {
        return done >= steps;
    }

    /**
     * One step on the next minibatch.
     *
     * @return the mean cross-entropy over the minibatch before the step, in nats
     * @throws IllegalArgumentException one line, if the examples do not fit the network, are none
     *     or hold a number that is not finite; the parameters are then as before
     */
    public double step() {
        double loss = run.step();
        done++;
        return loss;
    }

    /**
     * What was learned so far.
     *
     * @param sequence one more than that of the device's last update of this model, from 0; it must
     *     outlive the app, because a number that was used counts as a repeat
     * @throws IllegalStateException before the first step
     */
    public LocalUpdate update(long sequence) {
        if (done == 0) {
            throw new IllegalStateException("nothing was learned yet: make a step first");
        }
        return new LocalUpdate(
                base.modelId(),
                deviceId,
                sequence,
                base.version(),
                plan.planId(),
                examples,
                run.delta());
    }
}
