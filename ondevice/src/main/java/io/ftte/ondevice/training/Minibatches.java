package io.ftte.ondevice.training;

import io.ftte.ondevice.data.RandomInts;
import io.ftte.ondevice.data.Shuffle;

/**
 * Draws minibatches without replacement, shuffling anew whenever fewer than a whole batch are left
 * of an epoch. A device with fewer examples than a batch trains on all of them at every step.
 */
final class Minibatches {

    private final int[] order;
    private final int[] batch;
    private final RandomInts random;
    private int next;

    Minibatches(int examples, int batchSize, RandomInts random) {
        this.random = random;
        order = new int[examples];
        for (int i = 0; i < examples; i++) {
            order[i] = i;
        }
        batch = new int[Math.min(batchSize, examples)];
        next = examples;
    }

    /** Examples in each batch. */
    int size() {
        return batch.length;
    }

    /** The next batch's examples, in an array that the following call reuses. */
    int[] next() {
        if (next + batch.length > order.length) {
            Shuffle.of(order, random);
            next = 0;
        }
        System.arraycopy(order, next, batch, 0, batch.length);
        next += batch.length;
        return batch;
    }
}
