package io.ftte.aggregation;

import io.ftte.aggregation.IndexRanges.Segment;
import io.ftte.schemas.ModelRegistration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How the vectors of a model's plans lie in its layers, for a step that sees whole layers. Plans
 * are named by their places in {@link ModelLayout#planIds}, layers by theirs in {@link #layers}.
 */
public final class LayerLayout {
    private final List<LayerMatrix> layers;
    private final int[] starts;

    /** By the plan's place and the slice: quadruples as {@link #segments} gives them. */
    private final int[][][] segments;

    /** By the plan's place and the layer: how many slices touch the layer. */
    private final int[][] parts;

    /** Likewise: the shards where the plan trains something of the layer. */
    private final BitSet[][] shards;

    /**
     * @param head a registration that {@link ServerStep#checkRegistration} lets pass
     * @param layout with the plans in force
     */
    public LayerLayout(ModelRegistration head, ModelLayout layout) {
        layers = ModelLayers.of(head);
        starts = layers.stream().mapToInt(LayerMatrix::start).toArray();
        int places = layout.planIds().length;
        segments = new int[places][][];
        parts = new int[places][layers.size()];
        shards = new BitSet[places][];
        for (int place = 0; place < places; place++) {
            shards[place] =
                    Stream.generate(BitSet::new).limit(layers.size()).toArray(BitSet[]::new);
            segments[place] = new int[layout.sliceCount(place)][];
            for (int slice = 0; slice < segments[place].length; slice++) {
                segments[place][slice] = cut(layout, place, slice);
            }
        }
    }

    private int[] cut(ModelLayout layout, int place, int slice) {
        IntStream.Builder quadruples = IntStream.builder();
        int last = -1;
        for (Segment segment : layout.segments(place, slice)) {
            int at = segment.vectorFrom() - layout.sliceFrom(slice);
            int parameter = segment.parameterFrom();
            int end = parameter + segment.count();
            while (parameter < end) {
                int layer = layerOf(parameter);
                int count = Math.min(end, layers.get(layer).end()) - parameter;
                quadruples.add(layer).add(at).add(parameter).add(count);
                shards[place][layer].set(layout.shardOf(parameter));
                if (layer != last) {
                    parts[place][layer]++;
                    last = layer;
                }
                at += count;
                parameter += count;
            }
        }
        return quadruples.build().toArray();
    }

    private int layerOf(int parameter) {
        int found = Arrays.binarySearch(starts, parameter);
        return found < 0 ? -found - 2 : found;
    }

    /** In the order of the parameters, which they cover without gaps. */
    public List<LayerMatrix> layers() {
        return layers;
    }

    /**
     * Where a slice of a plan's vector lies: quadruples (layer, index in the slice, index in the
     * parameters, count), ascending, cut at layers and at shards.
     */
    public int[] segments(int place, int slice) {
        return segments[place][slice];
    }

    /** How many slices of these plans touch a layer. */
    public int parts(int[] places, int layer) {
        return Arrays.stream(places).map(place -> parts[place][layer]).sum();
    }

    /** The shards in which these plans train something of a layer, ascending. */
    public int[] shards(int[] places, int layer) {
        BitSet all = new BitSet();
        for (int place : places) {
            all.or(shards[place][layer]);
        }
        return all.stream().toArray();
    }

    /** Of how many layers these plans train something in a shard. */
    public int steps(int[] places, int shard) {
        int steps = 0;
        for (int layer = 0; layer < layers.size(); layer++) {
            int of = layer;
            if (Arrays.stream(places).anyMatch(place -> shards[place][of].get(shard))) {
                steps++;
            }
        }
        return steps;
    }
}
