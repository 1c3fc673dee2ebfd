package io.ftte.selection;

import java.util.Comparator;
import java.util.List;

/**
 * The memory of one training step, moment by moment, in bytes.
 *
 * @param weightBytes all weights, frozen ones included
 * @param gradientBytes gradients of the trainable parameters
 * @param optimizerBytes what the optimizer remembers of them
 * @param moments in the order of time: forward from the first layer, backward from the last
 * @param savedBytes what each layer keeps for the backward pass, in the order of the layers
 */
public record MemoryProfile(
        long weightBytes,
        long gradientBytes,
        long optimizerBytes,
        List<Moment> moments,
        List<Long> savedBytes) {

    /** What a layer is doing. */
    public enum Phase {
        FORWARD,
        POOL,
        POOL_BACKWARD,
        BACKWARD
    }

    /**
     * One layer in one phase; static memory comes on top.
     *
     * @param savedBytes kept for the backward pass by this and other layers
     * @param activationBytes inputs, outputs and their gradients
     * @param scratchBytes the unrolled windows
     */
    public record Moment(
            Phase phase, String layer, long savedBytes, long activationBytes, long scratchBytes) {

        /** The sum of the three. */
        public long bytes() {
            return savedBytes + activationBytes + scratchBytes;
        }
    }

    public MemoryProfile {
        moments = List.copyOf(moments);
        savedBytes = List.copyOf(savedBytes);
    }

    /** What stays during the whole step. */
    public long staticBytes() {
        return weightBytes + gradientBytes + optimizerBytes;
    }

    /** The first moment that needs most. */
    public Moment largest() {
        return moments.stream()
                .sorted(Comparator.comparingLong(Moment::bytes).reversed())
                .findFirst()
                .orElseThrow();
    }

    /** Bytes at the largest moment. */
    public long peakBytes() {
        return staticBytes() + largest().bytes();
    }

    /** What training needs beyond holding the weights. */
    public long overheadBytes() {
        return peakBytes() - weightBytes;
    }
}
