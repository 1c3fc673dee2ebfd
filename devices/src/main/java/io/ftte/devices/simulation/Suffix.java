package io.ftte.devices.simulation;

import io.ftte.network.Layer;
import io.ftte.network.LayerPlan;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.WeightLayer;
import io.ftte.network.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers of a network from one weight layer on, as a network of its own. Its flat vector is the
 * end of the whole network's.
 *
 * @param whole the network that it is the end of
 * @param first the weight layer that it begins with, counted from 0
 * @param network what it is by itself
 * @param offset where its flat vector begins in the whole network's
 */
record Suffix(Network whole, int first, Network network, int offset) {
    /** The suffix that begins at a weight layer. */
    static Suffix from(Network whole, int first) {
        Weights weights = whole.weights().get(first);
        List<Layer> layers = new ArrayList<>();
        int seen = 0;
        for (Layer layer : whole.layers()) {
            seen += layer instanceof WeightLayer ? 1 : 0;
            if (seen > first) {
                layers.add(layer);
            }
        }
        return new Suffix(
                whole, first, new Network(weights.input(), layers), weights.kernel().offset());
    }

    /** A plan that trains everything from this layer on and freezes what lies before. */
    NetworkPlan plan() {
        return new NetworkPlan(
                whole,
                whole.weights().stream()
                        .map(w -> w.index() < first ? LayerPlan.FROZEN : LayerPlan.all(w))
                        .toList());
    }

    /** The end of the whole network's flat vector; the vector itself where nothing is before. */
    float[] parameters(float[] all) {
        if (offset == 0) {
            return all;
        }
        float[] end = new float[all.length - offset];
        System.arraycopy(all, offset, end, 0, end.length);
        return end;
    }

    /** Multiply-adds of this suffix over those of the whole network, one example forward. */
    double shareOfWork() {
        long after = 0;
        long all = 0;
        for (var block : whole.blocks()) {
            if (block.weights().isPresent()) {
                Weights w = block.weights().get();
                long work = (long) w.kernel().shape().elements() * block.output().positions();
                all += work;
                after += w.index() < first ? 0 : work;
            }
        }
        return (double) after / all;
    }
}
