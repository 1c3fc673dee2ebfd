package io.ftte.jobs.live;

import java.util.Map;
import java.util.Optional;

/**
 * What {@link StartCheck} found for a job that may start.
 *
 * @param partitions of the update topic
 * @param firstGenerations by model, the lowest generation that a registration may begin; devices
 *     pass over a generation below one that they have seen
 * @param withoutState what forbids the start should there be no state after all; one line
 */
public record Start(
        int partitions, Map<String, Integer> firstGenerations, Optional<String> withoutState) {
    public Start {
        firstGenerations = Map.copyOf(firstGenerations);
    }
}
