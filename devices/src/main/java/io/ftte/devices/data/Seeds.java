package io.ftte.devices.data;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Independent, reproducible streams of random numbers: what is drawn for one device or for one
 * purpose never depends on how much another has drawn, nor on the threads that ran them.
 */
public final class Seeds {

    private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
            RandomGeneratorFactory.of("L64X128MixRandom");

    private Seeds() {}

    /** The generator of a stream, the same for equal arguments. */
    public static RandomGenerator generator(long seed, long stream) {
        return FACTORY.create(mix(seed) ^ mix(~stream));
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014): neighbouring seeds part widely. */
    private static long mix(long z) {
        z += 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
