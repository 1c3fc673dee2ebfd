package io.ftte.selection;

/** What the device does with its gradients. */
public enum DeviceOptimizer {
    SGD(0),
    MOMENTUM(1),
    ADAM(2);

    private final int slots;

    DeviceOptimizer(int slots) {
        this.slots = slots;
    }

    /** Floats that it remembers per trainable parameter. */
    public int slots() {
        return slots;
    }
}
