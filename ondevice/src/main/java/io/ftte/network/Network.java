package io.ftte.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A sequential network: what one sample looks like and the layers it passes through. Everything
 * else – shapes, tensors, their order in the flat parameter vector – follows.
 *
 * @param input shape of one sample
 */
public record Network(Shape input, List<Layer> layers) {

    /**
     * @throws IllegalArgumentException one line, if a layer does not fit its input, a name stands
     *     twice, a pool follows anything but a weight layer, the last layer is not dense, or there
     *     are more than 2^31-1 parameters
     */
    public Network {
        layers = List.copyOf(layers);
        List<Block> blocks = blocks(input, layers);
        Set<String> names = new HashSet<>();
        for (Block block : blocks) {
            if (block.weights().isPresent() && !names.add(block.name())) {
                throw new IllegalArgumentException("two layers are named " + block.name());
            }
        }
        if (layers.isEmpty() || !(layers.get(layers.size() - 1) instanceof Dense)) {
            throw new IllegalArgumentException(
                    "the last layer must be a dense one, the classifier");
        }
    }

    /** The units of the memory model, in order; flatten, which moves nothing, is in none. */
    public List<Block> blocks() {
        return blocks(input, layers);
    }

    /** The layers that have parameters, in order; the last is the classifier. */
    public List<Weights> weights() {
        return blocks().stream()
                .flatMap(block -> block.weights().stream())
                .collect(Collectors.toUnmodifiableList());
    }

    /** Kernel and bias of each weight layer, in the order of the flat parameter vector. */
    public List<NetworkTensor> tensors() {
        List<NetworkTensor> tensors = new ArrayList<>();
        for (Weights weights : weights()) {
            tensors.add(weights.kernel());
            tensors.add(weights.bias());
        }
        return tensors;
    }

    /** Length of the flat parameter vector. */
    public int parameterCount() {
        List<Weights> weights = weights();
        return weights.get(weights.size() - 1).bias().end();
    }

    /** Number of classes. */
    public int classes() {
        return ((Dense) layers.get(layers.size() - 1)).units();
    }

    private static List<Block> blocks(Shape input, List<Layer> layers) {
        List<Block> blocks = new ArrayList<>();
        Shape shape = input;
        int index = 0;
        long offset = 0;
        Optional<Layer> before = Optional.empty();
        for (Layer layer : layers) {
            if (layer instanceof WeightLayer weightLayer) {
                Shape output = layer.output(shape);
                requireFit(offset, weightLayer, shape);
                Weights weights = Weights.at(index++, weightLayer, shape, (int) offset);
                offset = weights.bias().end();
                blocks.add(
                        new Block(Optional.of(weights), Optional.empty(), shape, output, output));
            } else if (layer instanceof Pool pool) {
                requireWeightsBefore(pool, before);
                blocks.add(blocks.remove(blocks.size() - 1).with(pool));
            } else if (layer instanceof GlobalAveragePool) {
                Shape output = layer.output(shape);
                blocks.add(new Block(Optional.empty(), Optional.empty(), shape, output, output));
            }
            shape = layer.output(shape);
            before = Optional.of(layer);
        }
        return List.copyOf(blocks);
    }

    private static void requireWeightsBefore(Pool pool, Optional<Layer> before) {
        if (before.filter(WeightLayer.class::isInstance).isEmpty()) {
            throw new IllegalArgumentException(
                    pool.type()
                            + " must directly follow a convolution, not "
                            + before.map(Layer::type).orElse("the input"));
        }
    }

    private static void requireFit(long offset, WeightLayer layer, Shape input) {
        Shape kernel = layer.kernel(input);
        if (offset + kernel.elements() + kernel.channels() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the network has more than 2^31-1 parameters");
        }
    }
}
