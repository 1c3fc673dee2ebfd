package io.ftte.control;

import java.util.List;

/**
 * Plans have come or gone, or a model is to be published whole once more.
 *
 * @param model with the plans from now on
 * @param number counts the revisions of a model from 1
 * @param version that the model has now
 * @param eventTime of its publication, ms since the epoch
 * @param notices of plans that devices are to hear of
 * @param retired ids of plans that count no longer
 * @param lastVersions by shard: the version that it has made when the revision reaches it
 */
public record Revision(
        ModelBlueprint model,
        int number,
        long version,
        long eventTime,
        List<PlanNotice> notices,
        int[] retired,
        long[] lastVersions) {

    /** What one shard needs to know of it. */
    public PlanRevision of(int shard) {
        return PlanRevision.of(model.layout(), shard, number, lastVersions[shard]);
    }
}
