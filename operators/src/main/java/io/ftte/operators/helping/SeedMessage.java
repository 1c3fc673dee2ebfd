package io.ftte.operators.helping;

import io.ftte.operators.sharing.ShareFields;

/**
 * A seed as the helper got it.
 *
 * @param partition and {@code offset} where it lies on the topic of shares
 * @param mostNorm the largest norm that the update's integers have; 0 where the device did not say
 * @param time the record's, ms since the epoch
 */
public record SeedMessage(
        ShareFields fields, byte[] seed, int mostNorm, int partition, long offset, long time) {

    public String modelId() {
        return fields.modelId();
    }
}
