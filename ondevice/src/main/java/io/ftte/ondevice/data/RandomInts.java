package io.ftte.ondevice.data;

/**
 * Whole numbers at random: {@code random::nextInt} of a generator of the JDK, or {@link SeededInts}
 * where there is none.
 */
@FunctionalInterface
public interface RandomInts {

    /** The next number, evenly from 0 to {@code bound}, exclusive. */
    int nextInt(int bound);
}
