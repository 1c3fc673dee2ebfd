package io.ftte.ondevice.engine;

import io.ftte.ondevice.engine.kernel.Bits;
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
        if (max && block.poolHeight() == 2 && block.poolWidth() == 2) {
            largestOfFour(block, planes, from, to, argmax, bits);
            return;
        }
        float share = 1f / (block.poolHeight() * block.poolWidth());
        int[] window = block.window();
        int word = 0;
        int shift = 0;
        int i = 0;
        for (int p = 0; p < planes; p++) {
            for (int y = 0; y < height; y++) {
                int row = from + p * plane + y * block.poolHeight() * block.width();
                for (int x = 0; x < width; x++, i++) {
                    int corner = row + x * block.poolWidth();
                    if (!max) {
                        arena[to + i] = share * sum(window, corner);
                        continue;
                    }
                    int best = largest(window, corner);
                    arena[to + i] = arena[corner + window[best]];
                    word |= best << shift;
                    shift += bits;
                    if (shift == Integer.SIZE) {
                        Bits.put(arena, argmax++, word);
                        word = 0;
                        shift = 0;
                    }
                }
            }
        }
        if (shift > 0) {
            Bits.put(arena, argmax, word);
        }
    }

    /**
     * The pool of most networks. Places are numbers computed from comparisons, since a branch is a
     * coin's toss.
     */
    private void largestOfFour(
            BlockGeometry block, int planes, int from, int to, int argmax, int bits) {
        int height = block.height() / 2;
        int width = block.width() / 2;
        int plane = block.height() * block.width();
        int word = 0;
        int shift = 0;
        int i = to;
        for (int p = 0; p < planes; p++) {
            for (int y = 0; y < height; y++) {
                int row = from + p * plane + 2 * y * block.width();
                for (int a = row; a < row + 2 * width; a += 2, i++) {
                    int b = a + block.width();
                    int right = arena[a + 1] > arena[a] ? 1 : 0;
                    int below = arena[b + 1] > arena[b] ? 1 : 0;
                    float upper = arena[a + right];
                    float lower = arena[b + below];
                    int down = lower > upper ? 1 : 0;
                    int best = right + down * (2 + below - right);
                    arena[i] = arena[a + right + down * (b + below - a - right)];
                    word |= best << shift;
                    shift += bits;
                    if (shift == Integer.SIZE) {
                        Bits.put(arena, argmax++, word);
                        word = 0;
                        shift = 0;
                    }
                }
            }
        }
        if (shift > 0) {
            Bits.put(arena, argmax, word);
        }
    }

    /** Sets the derivative before the pool from that behind it. */
    void backward(BlockGeometry block, int planes, int pooled, int output, int argmax) {
        int height = block.height() / block.poolHeight();
        int width = block.width() / block.poolWidth();
        int plane = block.height() * block.width();
        int bits = block.argmaxBits();
        float share = 1f / (block.poolHeight() * block.poolWidth());
        int[] window = block.window();
        int word = 0;
        int shift = Integer.SIZE;
        int i = 0;
        for (int p = 0; p < planes; p++) {
            Arrays.fill(arena, output + p * plane, output + (p + 1) * plane, 0f);
            for (int y = 0; y < height; y++) {
                int row = output + p * plane + y * block.poolHeight() * block.width();
                for (int x = 0; x < width; x++, i++) {
                    int corner = row + x * block.poolWidth();
                    if (bits == 0) {
                        spread(window, corner, share * arena[pooled + i]);
                        continue;
                    }
                    if (shift == Integer.SIZE) {
                        word = Bits.word(arena, argmax++);
                        shift = 0;
                    }
                    int best = word >>> shift & (1 << bits) - 1;
                    arena[corner + window[best]] = arena[pooled + i];
                    shift += bits;
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

    /** The first of the largest, as PyTorch has it. */
    private int largest(int[] window, int corner) {
        int best = 0;
        float value = arena[corner];
        for (int i = 1; i < window.length; i++) {
            float other = arena[corner + window[i]];
            best = other > value ? i : best;
            value = other > value ? other : value;
        }
        return best;
    }

    private float sum(int[] window, int corner) {
        float sum = 0f;
        for (int offset : window) {
            sum += arena[corner + offset];
        }
        return sum;
    }

    private void spread(int[] window, int corner, float value) {
        for (int offset : window) {
            arena[corner + offset] = value;
        }
    }
}
