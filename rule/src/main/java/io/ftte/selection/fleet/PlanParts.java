package io.ftte.selection.fleet;

import io.ftte.network.LayerPlan;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Weights;
import io.ftte.selection.ChannelRanking;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Cuts a plan into smaller ones of about one size that together train all of it. Each has the
 * plan's biases and classifier; of the other layers' input channels each has its share, dealt out
 * by their L2 norm, so that the parts are alike.
 */
public final class PlanParts {
    private PlanParts() {}

    /**
     * @param parameters the flat vector, whose norms rank the channels
     * @param parts how many, at least 1
     * @throws IllegalArgumentException one line, where a part would train nothing of its own
     */
    public static List<NetworkPlan> of(NetworkPlan whole, float[] parameters, int parts) {
        Network network = whole.network();
        List<List<LayerPlan>> layers = new ArrayList<>();
        IntStream.range(0, parts).forEach(part -> layers.add(new ArrayList<>()));
        int dealt = 0;
        for (Weights weights : network.weights()) {
            LayerPlan plan = whole.layers().get(weights.index());
            boolean classifier = weights.index() == network.weights().size() - 1;
            List<Set<Integer>> shares = new ArrayList<>();
            layers.forEach(part -> shares.add(new TreeSet<>()));
            if (!classifier) {
                Set<Integer> trained = Set.copyOf(plan.inputChannels());
                for (int channel : new ChannelRanking(weights, parameters).strongestFirst()) {
                    if (trained.contains(channel)) {
                        // On across layers: where they have few channels, every part has some.
                        shares.get(dealt++ % parts).add(channel);
                    }
                }
            }
            for (int part = 0; part < parts; part++) {
                layers.get(part)
                        .add(
                                classifier
                                        ? plan
                                        : new LayerPlan(
                                                plan.bias(), List.copyOf(shares.get(part))));
            }
        }
        if (parts > most(whole)) {
            throw new IllegalArgumentException(
                    "a plan of %d input channels before its classifier cannot be cut into %d parts"
                            .formatted(most(whole), parts));
        }
        return layers.stream().map(part -> new NetworkPlan(network, part)).toList();
    }

    /** Into how many parts a plan can be cut: one for each of the input channels dealt out. */
    static int most(NetworkPlan whole) {
        int channels = 0;
        for (LayerPlan layer : whole.layers().subList(0, whole.layers().size() - 1)) {
            channels += layer.inputChannels().size();
        }
        return channels;
    }

    /** How many parameters every part has: those of the biases and the classifier. */
    static int common(NetworkPlan whole) {
        int parameters = whole.parameters();
        for (Weights weights : whole.network().weights().subList(0, whole.layers().size() - 1)) {
            parameters -=
                    whole.layers().get(weights.index()).inputChannels().size()
                            * weights.weightsPerChannel();
        }
        return parameters;
    }
}
