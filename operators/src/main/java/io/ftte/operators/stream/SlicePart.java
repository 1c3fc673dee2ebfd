package io.ftte.operators.stream;

/**
 * What a shard gathers for a version: the part of a slice's sum that lies in it or, where layers
 * make the step, the part of a layer's step.
 *
 * @param planId SUM: the slice's plan; STEP: −1
 * @param slice SUM: of the plan's vector; STEP: the layer
 * @param segments pairs (index in the model's parameters, count), in the order of the values
 * @param nonFinite STEP: means of the layer that were not finite, named to one shard alone; SUM: 0
 */
public record SlicePart(
        ShardKey key,
        long version,
        int planId,
        int slice,
        int[] segments,
        float[] values,
        long nonFinite) {

    public static SlicePart sum(
            ShardKey key, long version, int planId, int slice, int[] segments, float[] values) {
        return new SlicePart(key, version, planId, slice, segments, values, 0);
    }

    public static SlicePart step(
            ShardKey key, long version, int layer, int from, float[] values, long nonFinite) {
        int[] segment = {from, values.length};
        return new SlicePart(key, version, -1, layer, segment, values, nonFinite);
    }
}
