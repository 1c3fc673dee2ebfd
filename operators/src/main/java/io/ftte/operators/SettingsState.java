package io.ftte.operators;

import io.ftte.schemas.AggregationSettings;
import io.ftte.schemas.ModelRegistration;
import io.ftte.schemas.ModelSettings;
import io.ftte.schemas.wire.RecordCodec;
import io.ftte.schemas.wire.WireException;

/** Settings of a model, in force or still to come. Mutable Flink POJO. */
public final class SettingsState {
    /** Counts the changes of the model's settings from 1. */
    public int number;

    /** Still to come: they wait until the model has this version. */
    public long fromVersion;

    /** The encoded {@code ModelSettings}. */
    public byte[] record = {};

    public SettingsState() {}

    SettingsState(ModelSettings settings, byte[] record) {
        this.number = settings.getNumber();
        this.fromVersion = settings.getFromVersion();
        this.record = record;
    }

    /** Those of a record that the Sequencer accepted; of an empty one the registration's. */
    static AggregationSettings aggregation(byte[] record, ModelRegistration head) {
        if (record.length == 0) {
            return head.getAggregation();
        }
        try {
            return RecordCodec.decode(record, ModelSettings.class).getAggregation();
        } catch (WireException e) {
            throw new IllegalStateException("the Sequencer decoded these settings before", e);
        }
    }
}
