package io.ftte.network;

/** What follows a convolution or dense layer, element by element. */
public enum Activation {
    NONE,
    /** max(0, x). */
    RELU,
    /** min(6, max(0, x)). */
    RELU6;

    /**
     * Bits per output that the backward pass needs: whether the derivative is 1 or 0, which for
     * both rectifiers is all there is to know.
     */
    public int savedBits() {
        return this == NONE ? 0 : 1;
    }
}
