package io.ftte.devices.simulation.fleet;

import io.ftte.devices.data.Seeds;
import java.util.random.RandomGenerator;

/** Which stream of a seed's random numbers serves what. */
public final class Streams {
    static final long INITIAL = 1;
    public static final long SPLIT = 2;
    public static final long WARM_START = 3;
    static final long FLEET = 4;
    static final long PARTITION = 5;
    static final long CORRUPT_DEVICES = 6;
    static final long SCHEDULER = 7;

    /** The first of as many as there are devices. */
    static final long OWN_TEST = 1L << 61;

    private static final long FIRST_TASK_STREAM = 1L << 62;
    private static final int KINDS = 3;

    /** What one task draws, each from a stream of its own. */
    public enum Task {
        DURATION,
        TRAINING,
        CORRUPTION
    }

    private Streams() {}

    /** For the task that a device starts as its {@code sequence}-th. */
    public static RandomGenerator of(long seed, int device, long sequence, Task kind) {
        long task = ((long) device << 32) + sequence;
        return Seeds.generator(seed, FIRST_TASK_STREAM + KINDS * task + kind.ordinal());
    }
}
