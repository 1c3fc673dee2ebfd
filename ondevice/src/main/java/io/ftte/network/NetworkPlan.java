package io.ftte.network;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which part of a network trains: for each weight layer its bias or not, and whole input channels
 * of its kernel.
 *
 * @param layers one per weight layer, in the network's order
 */
public record NetworkPlan(Network network, List<LayerPlan> layers) {

    /** Elements {@code from} to {@code to}, exclusive, of a flattened tensor. */
    public record Slice(String tensor, int from, int to) {}

    /**
     * @throws IllegalArgumentException if the layers are not the network's, a channel does not
     *     exist, or nothing trains
     */
    public NetworkPlan {
        layers = List.copyOf(layers);
        List<Weights> weights = network.weights();
        if (layers.size() != weights.size()) {
            throw new IllegalArgumentException(
                    String.format(
                            "a plan of %d layers does not fit a network of %d",
                            layers.size(), weights.size()));
        }
        for (Weights w : weights) {
            List<Integer> channels = layers.get(w.index()).inputChannels();
            if (!channels.isEmpty() && channels.get(channels.size() - 1) >= w.channels()) {
                throw new IllegalArgumentException(
                        String.format(
                                "%s has %d input channels; the plan names channel %d",
                                w.layer().name(), w.channels(), channels.get(channels.size() - 1)));
            }
        }
        if (layers.stream().noneMatch(LayerPlan::trains)) {
            throw new IllegalArgumentException("the plan trains nothing");
        }
    }

    /** Trains everything. */
    public static NetworkPlan full(Network network) {
        return new NetworkPlan(
                network,
                network.weights().stream()
                        .map(LayerPlan::all)
                        .collect(Collectors.toUnmodifiableList()));
    }

    /**
     * The plan that trains exactly these indices of the flat parameter vector.
     *
     * @throws IllegalArgumentException if they are not whole biases and whole input channels
     */
    public static NetworkPlan of(Network network, BitSet trainable) {
        List<LayerPlan> layers = new ArrayList<>();
        for (Weights weights : network.weights()) {
            List<Integer> channels = new ArrayList<>();
            for (int channel = 0; channel < weights.channels(); channel++) {
                if (trainable.get(weights.runStart(0, channel))) {
                    channels.add(channel);
                }
            }
            layers.add(new LayerPlan(trainable.get(weights.bias().offset()), channels));
        }
        NetworkPlan plan = new NetworkPlan(network, layers);
        BitSet odd = plan.indices();
        odd.xor(trainable);
        if (!odd.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(
                                    "parameter %d trains without the rest of its input channel or"
                                            + " bias, or lies",
                                    odd.nextSetBit(0))
                            + " beyond the network; train whole ones");
        }
        return plan;
    }

    /** The trainable indices of the flat parameter vector. */
    public BitSet indices() {
        BitSet indices = new BitSet(network.parameterCount());
        for (Weights weights : network.weights()) {
            LayerPlan layer = layers.get(weights.index());
            if (layer.bias()) {
                indices.set(weights.bias().offset(), weights.bias().end());
            }
            for (int channel : layer.inputChannels()) {
                for (int run = 0; run < weights.runs(); run++) {
                    int from = weights.runStart(run, channel);
                    indices.set(from, from + weights.runLength());
                }
            }
        }
        return indices;
    }

    /** The same as ranges of tensors: ascending, disjoint, as long as they can be. */
    public List<Slice> slices() {
        BitSet indices = indices();
        List<Slice> slices = new ArrayList<>();
        for (NetworkTensor tensor : network.tensors()) {
            int from = indices.nextSetBit(tensor.offset());
            while (from >= 0 && from < tensor.end()) {
                int to = Math.min(indices.nextClearBit(from), tensor.end());
                slices.add(new Slice(tensor.name(), from - tensor.offset(), to - tensor.offset()));
                from = indices.nextSetBit(to);
            }
        }
        return slices;
    }

    /** Number of trainable parameters. */
    public int parameters() {
        return network.weights().stream().mapToInt(w -> layers.get(w.index()).parameters(w)).sum();
    }

    /** Index, among the weight layers, of the first one with a trainable tensor. */
    public int firstTrainable() {
        int first = 0;
        while (!layers.get(first).trains()) {
            first++;
        }
        return first;
    }
}
