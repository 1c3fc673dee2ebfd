package io.ftte.devices.client;

import io.ftte.ondevice.update.LocalUpdate;

/** Where devices hand over what they learned. */
@FunctionalInterface
public interface UpdateSink {

    /**
     * @param endOfTrainingMs the update's event time, ms since the epoch
     */
    void send(LocalUpdate update, long endOfTrainingMs);
}
