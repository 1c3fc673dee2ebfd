package io.ftte.control;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;

/** Settings of a model, in force or still to come. Mutable Flink POJO. */
public final class SettingsState {
    /** Counts the changes of the model's settings from 1; 0 are those of the registration. */
    public int number;

    /** Still to come: they wait until the model has this version. */
    public long fromVersion;

    /** The encoded {@code ModelSettings}; empty for those of the registration. */
    public byte[] record = {};

    public SettingsState() {}

    SettingsState(ModelSettings settings, byte[] record) {
        this.number = settings.getNumber();
        this.fromVersion = settings.getFromVersion();
        this.record = record;
    }

    /** Those of a record that a model accepted; of an empty one the registration's. */
    public static AggregationSettings aggregation(byte[] record, ModelRegistration head) {
        if (record.length == 0) {
            return head.getAggregation();
        }
        try {
            return RecordCodec.decode(record, ModelSettings.class).getAggregation();
        } catch (WireException e) {
            throw new IllegalStateException("these settings were decoded before", e);
        }
    }
}
