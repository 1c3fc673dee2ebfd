package io.ftte.operators.stream;

import io.ftte.aggregation.LayerMatrix;
import io.ftte.aggregation.SpectralStep;

/**
 * What the Sequencer tells a layer: it makes a step of a version, of the sums of these plans.
 *
 * @param planIds plans with contributions, ascending
 * @param divisors Z of each of them
 * @param parts how many {@link LayerPart}s to gather, at least 1
 * @param shardSize parameters of a shard
 * @param shards that wait for their part of the step, ascending
 */
public record LayerCommand(
        LayerKey key,
        long version,
        int[] planIds,
        double[] divisors,
        int parts,
        LayerMatrix layer,
        SpectralStep step,
        int shardSize,
        int[] shards) {}
