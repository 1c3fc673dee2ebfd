package io.ftte.devices.engine;

import java.util.Arrays;

/**
 * Pools over windows that do not overlap, and the global average pool, over any number of planes
 * one after another. What is left of a plane at its lower and right end is dropped.
 */
final class Pooling {

    private final float[] arena;

    Pooling(float[] arena) {
        this.arena = arena;
    }

    /**
     * Pools planes; {@code to} may be {@code from}, since no value is written before it was read.
     *
     * @param argmax where the index of each window's largest value goes, {@code bits} wide; unused
     *     for 0 bits
     */
    void forward(BlockGeometry block, int planes, int from, int to, int argmax, int bits) {
        int height = block.height() / block.poolHeight();
        int width = block.width() / block.poolWidth();
        int plane = block.height() * block.width();
        boolean max = block.argmaxBits() > 0;
        float share = 1f / (block.poolHeight() * block.poolWidth());
        int word = 0;
        int i = 0;
        for (int p = 0; p < planes; p++) {
            for (int y = 0; y < height; y++) {
                int row = from + p * plane + y * block.poolHeight() * block.width();
                for (int x = 0; x < width; x++, i++) {
                    int corner = row + x * block.poolWidth();
                    if (!max) {
                        arena[to + i] = share * sum(block, corner);
                        continue;
                    }
                    int best = largest(block, corner);
                    arena[to + i] = arena[index(block, corner, best)];
                    if (bits > 0) {
                        int shift = i * bits % Integer.SIZE;
                        word = shift == 0 ? best : word | best << shift;
                        if (shift + bits == Integer.SIZE || i == planes * height * width - 1) {
                            Bits.put(arena, argmax + i / (Integer.SIZE / bits), word);
                        }
                    }
                }
            }
        }
    }

    /** Sets the derivative before the pool from that behind it. */
    void backward(BlockGeometry block, int planes, int pooled, int output, int argmax) {
        int height = block.height() / block.poolHeight();
        int width = block.width() / block.poolWidth();
        int plane = block.height() * block.width();
        int bits = block.argmaxBits();
        float share = 1f / (block.poolHeight() * block.poolWidth());
        int i = 0;
        for (int p = 0; p < planes; p++) {
            Arrays.fill(arena, output + p * plane, output + (p + 1) * plane, 0f);
            for (int y = 0; y < height; y++) {
                int row = output + p * plane + y * block.poolHeight() * block.width();
                for (int x = 0; x < width; x++, i++) {
                    int corner = row + x * block.poolWidth();
                    if (bits == 0) {
                        spread(block, corner, share * arena[pooled + i]);
                    } else {
                        int word = Bits.word(arena, argmax + i / (Integer.SIZE / bits));
                        int best = word >>> i * bits % Integer.SIZE & (1 << bits) - 1;
                        arena[index(block, corner, best)] = arena[pooled + i];
                    }
                }
            }
        }
    }

    /** The mean of each of {@code planes} planes. */
    void globalForward(int planes, int plane, int from, int to) {
        for (int p = 0; p < planes; p++) {
            float sum = 0f;
            for (int i = from + p * plane; i < from + (p + 1) * plane; i++) {
                sum += arena[i];
            }
            arena[to + p] = sum / plane;
        }
    }

    void globalBackward(int planes, int plane, int output, int input) {
        for (int p = 0; p < planes; p++) {
            float each = arena[output + p] / plane;
            Arrays.fill(arena, input + p * plane, input + (p + 1) * plane, each);
        }
    }

    private static int index(BlockGeometry block, int corner, int inWindow) {
        return corner + inWindow / block.poolWidth() * block.width() + inWindow % block.poolWidth();
    }

    /** The first of the largest, as PyTorch has it. */
    private int largest(BlockGeometry block, int corner) {
        int best = 0;
        float value = arena[corner];
        int i = 0;
        for (int y = 0; y < block.poolHeight(); y++) {
            int row = corner + y * block.width();
            for (int x = 0; x < block.poolWidth(); x++, i++) {
                if (arena[row + x] > value) {
                    value = arena[row + x];
                    best = i;
                }
            }
        }
        return best;
    }

    private float sum(BlockGeometry block, int corner) {
        float sum = 0f;
        for (int y = 0; y < block.poolHeight(); y++) {
            for (int x = 0; x < block.poolWidth(); x++) {
                sum += arena[corner + y * block.width() + x];
            }
        }
        return sum;
    }

    private void spread(BlockGeometry block, int corner, float value) {
        for (int y = 0; y < block.poolHeight(); y++) {
            int row = corner + y * block.width();
            Arrays.fill(arena, row, row + block.poolWidth(), value);
        }
    }
}
