package io.ftte.aggregation.privacy;

/**
 * The noise of one plan's sum in one version: independent {@link DiscreteGaussian} integers, one a
 * coordinate of the plan's vector. Whoever has the key computes the same ones for any part of the
 * vector, whatever the parts: coordinate i is drawn from block i of the {@link NoiseBits} of {@code
 * ftte noise 1} and the sum's {@link NoiseName}.
 *
 * <p>Not thread-safe.
 */
public final class NoiseStream {
    private static final String LABEL = "ftte noise 1";

    private final NoiseBits bits;

    public NoiseStream(PrivacyKey key, NoiseName name) {
        bits = new NoiseBits(key, name.bytes(LABEL));
    }

    /**
     * Adds the noise of coordinates {@code from}, … {@code from + sum.length − 1}, in steps of the
     * grid.
     *
     * @param sum of integers; exact as long as all stays below 2^24
     */
    public void addTo(float[] sum, long from) {
        bits.seek(from);
        for (int at = 0; at < sum.length; at += NoiseBits.BATCH) {
            int count = Math.min(NoiseBits.BATCH, sum.length - at);
            bits.read(count);
            for (int i = 0; i < count; i++) {
                sum[at + i] += bits.draw(i);
            }
        }
    }
}
