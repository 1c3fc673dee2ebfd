package io.ftte.ondevice.data;

/**
 * The numbers of the JDK's {@code L64X128MixRandom}, which Android lacks: a linear congruential
 * generator and xoroshiro128, whose sum a finaliser mixes (Steele and Vigna 2021, "LXM: Better
 * Splittable Pseudorandom Number Generators (and Almost as Fast)", figure 1). Not thread-safe.
 */
public final class SeededInts implements RandomInts {

    private static final long MULTIPLIER = 0xd1342543de82ef95L;
    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;
    private static final long SILVER_RATIO = 0x6a09e667f3bcc909L;

    private final long increment;
    private long congruential;
    private long x0;
    private long x1;

    private SeededInts(long seed) {
        long spread = seed ^ SILVER_RATIO;
        increment = murmur(spread) | 1;
        congruential = 1;
        x0 = stafford(spread);
        x1 = stafford(spread + GOLDEN_RATIO);
    }

    /** The generator of a seed, as the JDK's factory makes it. */
    public static SeededInts of(long seed) {
        return new SeededInts(seed);
    }

    /** The generator of one of a seed's streams, which do not depend on each other. */
    public static SeededInts of(long seed, long stream) {
        return new SeededInts(seed(seed, stream));
    }

    /** The seed of one of a seed's streams. */
    public static long seed(long seed, long stream) {
        return stafford(seed + GOLDEN_RATIO) ^ stafford(~stream + GOLDEN_RATIO);
    }

    @Override
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("the bound must be at least 1, got " + bound);
        }
        int mask = bound - 1;
        int drawn = next();
        if ((bound & mask) == 0) {
            return drawn & mask;
        }
        // What is left above the largest multiple of the bound is drawn anew; it overflows here.
        int positive = drawn >>> 1;
        int result = positive % bound;
        while (positive + mask - result < 0) {
            positive = next() >>> 1;
            result = positive % bound;
        }
        return result;
    }

    private int next() {
        long mixed = lea(congruential + x0);
        congruential = MULTIPLIER * congruential + increment;
        long other = x1 ^ x0;
        x0 = Long.rotateLeft(x0, 24) ^ other ^ (other << 16);
        x1 = Long.rotateLeft(other, 37);
        return (int) (mixed >>> 32);
    }

    /** The finaliser of MurmurHash3. */
    private static long murmur(long z) {
        return shifted(z, 33, 0xff51afd7ed558ccdL, 33, 0xc4ceb9fe1a85ec53L, 33);
    }

    /** Stafford's variant 13 of it, which SplitMix64 has: neighbouring seeds part widely. */
    private static long stafford(long z) {
        return shifted(z, 30, 0xbf58476d1ce4e5b9L, 27, 0x94d049bb133111ebL, 31);
    }

    /** Lea's. */
    private static long lea(long z) {
        return shifted(z, 32, 0xdaba0b6eb09322e3L, 32, 0xdaba0b6eb09322e3L, 32);
    }

    private static long shifted(long z, int a, long first, int b, long second, int c) {
        long once = (z ^ (z >>> a)) * first;
        long twice = (once ^ (once >>> b)) * second;
        return twice ^ (twice >>> c);
    }
}
