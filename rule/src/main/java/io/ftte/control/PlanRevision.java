package io.ftte.control;

import io.ftte.aggregation.IndexRanges;
import io.ftte.aggregation.ModelLayout;

/**
 * What a shard needs to know of the plans in force from some version on.
 *
 * @param number counts the changes of a model's plans from 0, the registration
 * @param lastVersion the version that the shard has made when the change reaches it
 * @param publishingShards how many shards publish a version from then on
 * @param planIds in force, ascending
 * @param from first index of each range that the shard publishes, ascending
 * @param to one past the last index of each range
 */
public record PlanRevision(
        int number, long lastVersion, int publishingShards, int[] planIds, int[] from, int[] to) {

    /** Of a shard that is not there yet, and of commands that change no plan. */
    public static final PlanRevision NONE =
            new PlanRevision(0, 0, 0, new int[0], new int[0], new int[0]);

    /** What a layout's plans mean for a shard. */
    public static PlanRevision of(ModelLayout layout, int shard, int number, long lastVersion) {
        IndexRanges published =
                layout.trainable().within(layout.shardFrom(shard), layout.shardTo(shard));
        return new PlanRevision(
                number,
                lastVersion,
                layout.publishingShards(),
                layout.planIds(),
                published.from(),
                published.to());
    }
}
