package io.ftte.aggregation.sharing;

import io.ftte.encoding.LittleEndian;
import java.nio.IntBuffer;

/**
 * Arithmetic of shares, modulo 2^32: integers that mean something only once both parties' sums have
 * come together. Exact, whatever the order.
 */
public final class ShareSum {
    private static final int BLOCK = 1024;

    private ShareSum() {}

    /**
     * {@code sum[at + i] += weight · numbers[i]}.
     *
     * @param numbers little-endian int32
     */
    public static void add(int[] sum, int at, int weight, byte[] numbers) {
        IntBuffer shares = LittleEndian.ints(numbers);
        int[] block = new int[Math.min(BLOCK, shares.remaining())];
        for (int from = at; shares.hasRemaining(); from += block.length) {
            int count = Math.min(block.length, shares.remaining());
            shares.get(block, 0, count);
            for (int i = 0; i < count; i++) {
                sum[from + i] += weight * block[i];
            }
        }
    }

    /**
     * What both parties' sums come to, in the model's units: Σ w · Δ.
     *
     * @param own of one party
     * @param other of the other; little-endian int32, as many
     * @param unit what one step is worth, see {@link SharingRule#unit}
     * @return each number rounded to float32 once
     */
    public static float[] combined(int[] own, byte[] other, float unit) {
        IntBuffer numbers = LittleEndian.ints(other);
        double step = (double) unit / SharingRule.WEIGHTS;
        float[] sum = new float[own.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (float) ((own[i] + numbers.get(i)) * step);
        }
        return sum;
    }
}
