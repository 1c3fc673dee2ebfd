package io.ftte.devices.client;

import java.util.List;

/**
 * An update as it travels, kept until the brokers have it. One is equal to itself only.
 *
 * @param endOfTrainingMs its event time, ms since the epoch
 * @param values of its records, in order
 */
record KeptUpdate(String deviceId, long endOfTrainingMs, List<byte[]> values) {
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
