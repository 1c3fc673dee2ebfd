package io.ftte.operators.intake;

import io.ftte.operators.stream.ControlMessage;
import io.ftte.operators.stream.RawRecord;

/**
 * What is said of a device's keys. Where it comes from says who says it: the record alone would let
 * whoever may write profiles speak as the operator.
 *
 * @param record a profile, or the operator's word
 * @param fromOperator which of them
 */
public record KeyMessage(String deviceId, RawRecord record, boolean fromOperator) {
    /** A record of the device topic. */
    public static KeyMessage profile(RawRecord record) {
        return new KeyMessage(DeviceProfiles.device(record), record, false);
    }

    /** Of the control topic, about a device. */
    static KeyMessage operator(String deviceId, ControlMessage message) {
        byte[] nobody = {};
        return new KeyMessage(
                deviceId,
                RawRecord.withoutTime(
                        message.partition(), message.offset(), nobody, message.value(), ""),
                true);
    }
}
