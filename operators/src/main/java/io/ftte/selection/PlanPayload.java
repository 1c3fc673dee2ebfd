package io.ftte.selection;

import io.ftte.schemas.TensorEncoding;

/** What an update of a plan weighs on its way, without ids and envelope. */
public final class PlanPayload {

    /** Values that share a scale in INT8. */
    private static final int BLOCK = 256;

    private PlanPayload() {}

    /** Bytes one way of this many trainable parameters. */
    public static long bytes(TensorEncoding encoding, int parameters) {
        return switch (encoding) {
            case F32 -> (long) Float.BYTES * parameters;
            case F16 -> 2L * parameters;
            case INT8 -> parameters + (long) Float.BYTES * ((parameters + BLOCK - 1) / BLOCK);
        };
    }
}
