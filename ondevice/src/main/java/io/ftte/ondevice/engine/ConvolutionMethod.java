package io.ftte.ondevice.engine;

/**
 * How convolutions are computed: time against memory. Both give the same numbers up to rounding.
 */
public enum ConvolutionMethod {
    /**
     * One product of matrices per sample; needs the im2col matrix of one sample as scratch space.
     */
    IM2COL,
    /** No scratch space. */
    DIRECT
}
