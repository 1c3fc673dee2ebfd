package io.ftte.operators.helping;

import io.ftte.operators.sharing.ShareFields;

/**
 * A seed as the helper got it.
 *
 * @param partition and {@code offset} where it lies on the topic of shares
 * @param time the record's, ms since the epoch
 */
public record SeedMessage(ShareFields fields, byte[] seed, int partition, long offset, long time) {

    public String modelId() {
        return fields.modelId();
    }
}
