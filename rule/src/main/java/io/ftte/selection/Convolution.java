package io.ftte.selection;

import io.ftte.network.Weights;

/** How the device's engine computes convolutions. */
public enum Convolution {
    /** As one matrix product over the unrolled windows of one sample: fast, needs room for them. */
    IM2COL,
    /** Window by window, without scratch memory. */
    DIRECT;

    /** Scratch bytes of a layer; one sample's, whatever the micro-batch. */
    long scratchBytes(Weights weights) {
        return this == DIRECT ? 0 : Float.BYTES * weights.layer().columns(weights.input());
    }
}
