package io.ftte.operators.stream;

/**
 * What a shard reports of a version it made.
 *
 * @param leaves 32 bytes a leaf of its parameters
 * @param averagedLeaves the same of the averaged parameters, empty where there are none
 * @param nonFinite components of the step that counted as 0
 */
public record ShardHashes(
        LedgerKey key,
        long version,
        int shard,
        byte[] leaves,
        byte[] averagedLeaves,
        long nonFinite) {}
