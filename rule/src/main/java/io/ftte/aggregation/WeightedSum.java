package io.ftte.aggregation;

import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;

/**
 * The data plane's only operation: {@code sum += (float) weight · delta}, each product and each sum
 * rounded to float32 (no fused multiply-add), so that the result is the same on every machine.
 *
 * <p>Numbers are decoded block by block into a scratch that stays in cache; adding allocates
 * nothing. Not thread-safe: one per operator instance.
 */
public final class WeightedSum {
    private static final int BLOCK = 1024;

    private final float[] scratch = new float[BLOCK];

    /**
     * Adds {@code count} encoded components to {@code sum}, from index {@code at} on.
     *
     * @param phase index of the first component within its INT8 block, 0 for other encodings
     */
    public void add(
            float[] sum,
            int at,
            float weight,
            TensorEncoding encoding,
            byte[] bytes,
            int phase,
            int count) {
        for (int first = 0; first < count; first += BLOCK) {
            int size = Math.min(BLOCK, count - first);
            Tensors.decode(encoding, bytes, 0, phase, first, size, scratch, 0);
            add(sum, at + first, weight, scratch, size);
        }
    }

    private static void add(float[] sum, int at, float weight, float[] delta, int size) {
        for (int i = 0; i < size; i++) {
            sum[at + i] += weight * delta[i];
        }
    }
}
