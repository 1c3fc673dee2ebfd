package io.ftte.selection;

import io.ftte.network.NetworkPlan;

/**
 * A candidate, what it is worth and what it costs.
 *
 * @param microBatch examples per pass
 * @param gain the sum of its groups' gains
 */
public record SelectedPlan(
        Candidate candidate, NetworkPlan plan, int microBatch, double gain, MemoryProfile memory) {}
