package io.ftte.aggregation;

import io.ftte.encoding.DeltaReader;
import io.ftte.schemas.TensorEncoding;
import io.ftte.schemas.wire.Tensors;

/**
 * The data plane's only operation: {@code sum += (float) weight · delta}, each product and each sum
 * rounded to float32 (no fused multiply-add), so that the result is the same on every machine; for
 * a private model one that rounds each product to an integer besides.
 *
 * <p>Numbers are decoded and added block by block, while they are in cache. Adding allocates a
 * constant number of bytes, and memory of the length of the longest sum so far. Not thread-safe:
 * one per operator instance.
 */
public final class WeightedSum {
    private static final int BLOCK = 1024;

    /** Above 2^23 floats are integers: what is added to this is rounded to even, up to 2^22. */
    private static final float INTEGERS = 1.5f * (1 << 23);

    private final boolean rounds;

    /** A number lies at the index that it has in the sum. */
    private float[] decoded = new float[0];

    public WeightedSum() {
        this(false);
    }

    private WeightedSum(boolean rounds) {
        this.rounds = rounds;
    }

    /**
     * One that rounds each product to the nearest integer, of two the even one. A product is below
     * 2^22; sums of integers below 2^24 are exact, in whatever order.
     */
    public static WeightedSum rounding() {
        return new WeightedSum(true);
    }

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
        if (decoded.length < sum.length) {
            decoded = new float[sum.length];
        }
        DeltaReader delta = Tensors.reader(encoding, bytes, 0, phase);
        for (int first = 0; first < count; first += BLOCK) {
            int from = at + first;
            int size = Math.min(BLOCK, count - first);
            delta.read(first, size, decoded, from);
            if (rounds) {
                addRounded(sum, weight, decoded, from, from + size);
            } else {
                add(sum, weight, decoded, from, from + size);
            }
        }
    }

    /** One index for both arrays: Java 17 adds {@code sum[at + i]} and {@code delta[i]} singly. */
    private static void add(float[] sum, float weight, float[] delta, int from, int to) {
        for (int i = from; i < to; i++) {
            sum[i] += weight * delta[i];
        }
    }

    /** Adding and taking off again rounds as {@code Math.rint} does, many numbers at a time. */
    private static void addRounded(float[] sum, float weight, float[] delta, int from, int to) {
        for (int i = from; i < to; i++) {
            sum[i] += weight * delta[i] + INTEGERS - INTEGERS;
        }
    }
}
