package io.ftte.control;

import io.ftte.aggregation.UpdateStatistics;

/**
 * An update as the control plane knows it: who made it, of which version, when it is in order, and
 * what its numbers look like – never the numbers.
 */
public interface Update {
    String deviceId();

    /** Counts the updates of the device. */
    long sequence();

    /** The version that the device started from. */
    long baseVersion();

    int planId();

    /** Training examples behind it, at least 1. */
    long examples();

    /** Components of the whole update; those of its plan, or it is refused. */
    int totalLength();

    /** o of the rule, ms since the epoch. */
    long orderTime();

    /** Whether its event time lay too far behind its partition's newest. */
    boolean late();

    /** Of the whole update. */
    UpdateStatistics statistics();

    /** Names the seed that the other share is made of; 0 where the update is not in shares. */
    default long seedId() {
        return 0;
    }

    /** The largest norm that its integers have, where it is in shares; else 0. */
    default int mostNorm() {
        return 0;
    }

    /** Where it stood on its topic, as a number; decides where all else is equal. */
    long place();
}
