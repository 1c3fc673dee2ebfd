package io.ftte.operators.lineage;

import io.ftte.aggregation.privacy.DeviceNameKey;
import io.ftte.control.AdmittedUpdate;
import io.ftte.operators.runtime.DeviceNameKeySource;
import java.util.Arrays;
import java.util.Optional;

/** How a lineage names devices: by their ids, or by hashes under the key of this task. */
final class DeviceNames {
    private final Optional<DeviceNameKey> key;

    DeviceNames(Optional<DeviceNameKey> key) {
        this.key = key;
    }

    /**
     * The same contributions under the names that may be published. A model that has begun with a
     * key keeps it: without, the next version would say who its devices are, and under another key
     * no replay would come to its lineage.
     *
     * @param ledger takes down which key it is
     * @throws IllegalStateException one line, where the ledger knows another key
     */
    AdmittedUpdate[] published(String modelId, LedgerState ledger, AdmittedUpdate[] contributions) {
        String id = key.map(DeviceNameKey::id).orElse("");
        if (!ledger.nameKeyId.isEmpty() && !ledger.nameKeyId.equals(id)) {
            throw new IllegalStateException(
                    "the lineage of model %s names devices by key %s, and %s: %s, on every task manager"
                            .formatted(
                                    modelId,
                                    ledger.nameKeyId,
                                    id.isEmpty() ? "there is none here" : "the one here is " + id,
                                    DeviceNameKeySource.ADVICE));
        }
        ledger.nameKeyId = id;
        return key.map(
                        known ->
                                Arrays.stream(contributions)
                                        .map(
                                                update ->
                                                        update.withDeviceId(
                                                                known.name(
                                                                        modelId,
                                                                        update.deviceId())))
                                        .toArray(AdmittedUpdate[]::new))
                .orElse(contributions);
    }
}
