package io.ftte.control;

/**
 * A model is removed.
 *
 * @param model as it was until now
 * @param version its last one
 * @param eventTime of that version's publication, ms since the epoch
 * @param lastVersions by shard: the last version that it makes
 */
public record Removal(ModelBlueprint model, long version, long eventTime, long[] lastVersions) {}
