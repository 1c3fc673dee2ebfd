package io.ftte.devices.simulation;

import io.ftte.aggregation.UpdateStatistics;
import io.ftte.control.Update;
import io.ftte.schemas.TensorEncoding;

/** An update as the server's control plane decides it, its numbers beside. */
record DecodedUpdate(ReceivedUpdate received, TensorEncoding encoding, UpdateStatistics statistics)
        implements Update {
    @Override
    public String deviceId() {
        return received.deviceId();
    }

    @Override
    public long sequence() {
        return received.sequence();
    }

    @Override
    public long baseVersion() {
        return received.baseVersion();
    }

    @Override
    public int planId() {
        return RunModel.planId(received.planId());
    }

    @Override
    public long examples() {
        return received.examples();
    }

    @Override
    public int totalLength() {
        return (int) statistics.count();
    }

    @Override
    public long orderTime() {
        return received.millis();
    }

    /** Events of a simulation come in order. */
    @Override
    public boolean late() {
        return false;
    }

    @Override
    public long place() {
        return 0;
    }
}
