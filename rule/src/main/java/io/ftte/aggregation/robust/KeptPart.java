package io.ftte.aggregation.robust;

import io.ftte.schemas.TensorEncoding;

/**
 * The part of an update's vector that lies in a slice, as it came.
 *
 * @param weight (float) w of the update
 * @param at index within the slice of its first component
 * @param count components
 * @param phase index of the first component within its INT8 block, 0 for other encodings
 */
public record KeptPart(
        float weight, int at, int count, TensorEncoding encoding, byte[] values, int phase) {
    int end() {
        return at + count;
    }
}
