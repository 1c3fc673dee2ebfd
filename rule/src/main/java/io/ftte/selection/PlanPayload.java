package io.ftte.selection;

import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;

/** What an update of a plan weighs on its way, without ids and envelope. */
public final class PlanPayload {

    private PlanPayload() {}

    /** Bytes one way of this many trainable parameters. */
    public static long bytes(TensorEncoding encoding, int parameters) {
        return Tensors.encoding(encoding).bytes(parameters);
    }

    /**
     * The most parameters whose payload is within the bytes; none if they are negative.
     *
     * @param bytes {@code Long.MAX_VALUE} for any number
     */
    public static long parameters(TensorEncoding encoding, long bytes) {
        long whole = Math.max(0, bytes);
        int block = Tensors.INT8_BLOCK + Float.BYTES;
        return switch (encoding) {
            case F32 -> whole / Float.BYTES;
            case F16 -> whole / 2;
            case INT8 ->
                    whole / block * Tensors.INT8_BLOCK + Math.max(0, whole % block - Float.BYTES);
        };
    }
}
