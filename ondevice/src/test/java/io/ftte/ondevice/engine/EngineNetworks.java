package io.ftte.ondevice.engine;

import io.ftte.network.Activation;
import io.ftte.network.AveragePool;
import io.ftte.network.Conv1d;
import io.ftte.network.Conv2d;
import io.ftte.network.Dense;
import io.ftte.network.DepthwiseConv2d;
import io.ftte.network.Flatten;
import io.ftte.network.GlobalAveragePool;
import io.ftte.network.Layer;
import io.ftte.network.LayerPlan;
import io.ftte.network.MaxPool;
import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Shape;
import io.ftte.network.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Networks and plans that tests share. */
public final class EngineNetworks {

    private EngineNetworks() {}

    /** The worked CIFAR-sized network, 107,338 parameters. */
    public static Network cifar() {
        return new Network(
                Shape.of(3, 32, 32),
                List.of(
                        relu("conv1", 16),
                        relu("conv2", 32),
                        new MaxPool(2),
                        relu("conv3", 32),
                        relu("conv4", 64),
                        new MaxPool(2),
                        relu("conv5", 64),
                        relu("conv6", 64),
                        new MaxPool(2),
                        new GlobalAveragePool(),
                        new Dense("dense", 10, Activation.NONE)));
    }

    private static Conv2d relu(String name, int filters) {
        return new Conv2d(name, filters, 3, 1, Activation.RELU);
    }

    static Network dense() {
        return new Network(
                Shape.of(7),
                List.of(
                        new Dense("hidden", 9, Activation.RELU),
                        new Dense("second", 5, Activation.RELU6),
                        new Dense("dense", 3, Activation.NONE)));
    }

    /** Image layers of every kind; windows that leave a rest, kernels wider than the padding. */
    static Network image() {
        return new Network(
                Shape.of(2, 9, 11),
                List.of(
                        new Conv2d("conv1", 5, 3, 1, Activation.RELU),
                        new MaxPool(2),
                        new DepthwiseConv2d("depthwise", 3, 1, Activation.RELU6),
                        new Conv2d("pointwise", 7, 1, 0, Activation.RELU),
                        new Conv2d("wide", 3, 5, 4, Activation.NONE),
                        new AveragePool(3),
                        new Flatten(),
                        new Dense("hidden", 4, Activation.RELU),
                        new Dense("dense", 3, Activation.NONE)));
    }

    /** A series longer than a tile. */
    static Network series() {
        return new Network(
                Shape.of(3, 601),
                List.of(
                        new Conv1d("conv1", 4, 5, 2, Activation.RELU),
                        new MaxPool(3),
                        new Conv1d("conv2", 35, 4, 0, Activation.RELU),
                        new AveragePool(2),
                        new Conv1d("conv3", 3, 3, 1, Activation.RELU6),
                        new GlobalAveragePool(),
                        new Dense("dense", 4, Activation.NONE)));
    }

    /** Some layers of random kinds and sizes. */
    public static Network random(SplittableRandom random) {
        List<Layer> layers = new ArrayList<>();
        boolean image = random.nextBoolean();
        Shape input =
                image
                        ? Shape.of(
                                1 + random.nextInt(4), 8 + random.nextInt(9), 8 + random.nextInt(9))
                        : Shape.of(1 + random.nextInt(4), 16 + random.nextInt(20));
        Shape shape = input;
        int depth = 1 + random.nextInt(4);
        for (int l = 0; l < depth; l++) {
            Activation activation = Activation.values()[random.nextInt(3)];
            String name = "conv" + l;
            int filters = 1 + random.nextInt(8);
            layers.add(
                    !image
                            ? new Conv1d(name, filters, 3, 1, activation)
                            : random.nextInt(3) == 0
                                    ? new DepthwiseConv2d(name, 3, 1, activation)
                                    : new Conv2d(name, filters, 3, 1, activation));
            shape = layers.get(layers.size() - 1).output(shape);
            if (shape.sizes().get(1) >= 4 && shape.sizes().get(shape.rank() - 1) >= 4) {
                if (random.nextBoolean()) {
                    layers.add(random.nextBoolean() ? new MaxPool(2) : new AveragePool(2));
                    shape = layers.get(layers.size() - 1).output(shape);
                }
            }
        }
        layers.add(random.nextBoolean() ? new GlobalAveragePool() : new Flatten());
        layers.add(new Dense("dense", 2 + random.nextInt(5), Activation.NONE));
        return new Network(input, layers);
    }

    /** Random channels and biases; the classifier's bias always. */
    public static NetworkPlan randomPlan(Network network, SplittableRandom random) {
        List<LayerPlan> layers = new ArrayList<>();
        int from = random.nextInt(network.weights().size());
        for (Weights weights : network.weights()) {
            if (weights.index() < from) {
                layers.add(LayerPlan.FROZEN);
                continue;
            }
            double share = random.nextInt(5) / 4.0;
            List<Integer> channels =
                    IntStream.range(0, weights.channels())
                            .filter(c -> random.nextDouble() < share)
                            .boxed()
                            .toList();
            boolean last = weights.index() == network.weights().size() - 1;
            layers.add(new LayerPlan(last || random.nextBoolean(), channels));
        }
        return new NetworkPlan(network, layers);
    }

    /** The last layers as given, all before them frozen. */
    static NetworkPlan plan(Network network, LayerPlan... last) {
        int frozen = network.weights().size() - last.length;
        List<LayerPlan> layers = new ArrayList<>();
        for (int l = 0; l < frozen; l++) {
            layers.add(LayerPlan.FROZEN);
        }
        layers.addAll(List.of(last));
        return new NetworkPlan(network, layers);
    }

    /** A layer's bias and its first input channels. */
    static LayerPlan channels(int count) {
        return new LayerPlan(true, IntStream.range(0, count).boxed().toList());
    }
}
