package io.ftte.devices.data;

import io.ftte.ondevice.data.SeededInts;
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

    /**
     * The generator of a stream, the same for equal arguments. Its whole numbers are those of
     * {@link SeededInts#of(long, long)}.
     */
    public static RandomGenerator generator(long seed, long stream) {
        return FACTORY.create(SeededInts.seed(seed, stream));
    }
}
