package io.ftte.aggregation.privacy;

/**
 * The noise that one of two parties adds to its sum of shares, integers modulo 2^32: m·A + B a
 * coordinate, with A and B independent {@link DiscreteGaussian} integers of deviation D, so of
 * deviation D·√(m² + 1).
 *
 * <p>B makes m·A smooth: for m up to {@value #MOST} such a sum is a discrete Gaussian to a factor
 * of 1 ± 2^-400 in each probability (Micciancio and Walter, "Gaussian Sampling over the Integers",
 * 2017: 4·exp(−2π²D²/(m² + 1))), and that of both parties is one of √2 times the deviation to a
 * factor of 1 ± 10·exp(−π²D²) (Kairouz, Liu and Steinke, "The Distributed Discrete Gaussian
 * Mechanism", 2021). Neither adds anything that counts to any δ.
 *
 * <p>Coordinate i is drawn from blocks 2i and 2i + 1 of the {@link NoiseBits} of the party's label
 * and the sum's {@link NoiseName}. Not thread-safe.
 */
public final class PartyNoise {
    /** m at least: then the noise is at most an eighth more than what was asked for. */
    public static final int LEAST = 8;

    /** m at most: beyond, B might not be smooth enough. */
    public static final int MOST = 2_000;

    /** D, of A and of B. */
    public static final int DEVIATION = DiscreteGaussian.DEVIATION;

    /** No draw is so many deviations from 0. */
    public static final int MOST_DEVIATIONS = 14;

    /** Who adds it. One key in the hands of both would still give independent noise. */
    public enum Party {
        LEADER("ftte leader noise 1"),
        HELPER("ftte helper noise 1");

        private final String label;

        Party(String label) {
            this.label = label;
        }
    }

    private final NoiseBits bits;
    private final int multiple;

    /**
     * @param multiple m, from 1 to {@value #MOST}
     */
    public PartyNoise(Party party, PrivacyKey key, NoiseName name, int multiple) {
        if (multiple < 1 || multiple > MOST) {
            throw new IllegalArgumentException(
                    "noise cannot be %d times a draw: 1 to %d are".formatted(multiple, MOST));
        }
        bits = new NoiseBits(key, name.bytes(party.label));
        this.multiple = multiple;
    }

    /** The least m whose noise has at least this deviation; it may be out of range. */
    public static int multiple(double deviation) {
        double ratio = deviation / DEVIATION;
        return (int) Math.ceil(Math.sqrt(Math.max(0, ratio * ratio - 1)));
    }

    /** Standard deviation of one party's noise, in steps of the integers. */
    public static double deviation(int multiple) {
        return DEVIATION * Math.sqrt((double) multiple * multiple + 1);
    }

    /** Adds the noise of coordinates {@code from}, … {@code from + sum.length − 1}, modulo 2^32. */
    public void addTo(int[] sum, long from) {
        int batch = NoiseBits.BATCH / 2;
        bits.seek(2 * from);
        for (int at = 0; at < sum.length; at += batch) {
            int count = Math.min(batch, sum.length - at);
            bits.read(2 * count);
            for (int i = 0; i < count; i++) {
                sum[at + i] += multiple * bits.draw(2 * i) + bits.draw(2 * i + 1);
            }
        }
    }
}
