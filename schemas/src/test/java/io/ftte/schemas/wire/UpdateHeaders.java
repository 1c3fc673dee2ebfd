package io.ftte.schemas.wire;

import io.ftte.encoding.UpdateDigest;
import io.ftte.encoding.UpdateHeader;
import io.ftte.encoding.UpdateRecord;
import io.ftte.schemas.DeviceUpdate;

/** Avro's record of an update as devices have it. */
final class UpdateHeaders {

    private UpdateHeaders() {}

    static UpdateHeader of(DeviceUpdate update) {
        return new UpdateHeader(
                update.getModelId(),
                update.getDeviceId(),
                update.getSequence(),
                update.getBaseVersion(),
                update.getPlanId(),
                update.getExamples(),
                update.getTotalLength(),
                update.getFrom(),
                Tensors.encoding(update.getEncoding()));
    }

    static UpdateRecord record(DeviceUpdate update) {
        return new UpdateRecord(of(update), update.getDelta().array());
    }

    /** Also of an update that no reader would take. */
    static byte[] digest(DeviceUpdate update, long eventTimeMs) {
        byte[] delta = update.getDelta().array();
        return new UpdateDigest().of(of(update), delta, 0, delta.length, eventTimeMs);
    }
}
