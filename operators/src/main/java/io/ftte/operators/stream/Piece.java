package io.ftte.operators.stream;

import io.ftte.schemas.TensorEncoding;

/**
 * The part of a record's payload that lies in one slice, still encoded.
 *
 * @param joinKey the record it came from
 * @param at index within the slice of its first component
 * @param count components
 * @param phase index of the first component within its INT8 block, 0 for other encodings
 */
public record Piece(
        SliceKey key,
        long joinKey,
        int at,
        int count,
        TensorEncoding encoding,
        int phase,
        byte[] values) {}
