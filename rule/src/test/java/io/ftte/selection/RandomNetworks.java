package io.ftte.selection;

import io.ftte.network.Activation;
import io.ftte.network.AveragePool;
import io.ftte.network.Conv1d;
import io.ftte.network.Conv2d;
import io.ftte.network.Dense;
import io.ftte.network.DepthwiseConv2d;
import io.ftte.network.Flatten;
import io.ftte.network.GlobalAveragePool;
import io.ftte.network.Layer;
import io.ftte.network.MaxPool;
import io.ftte.network.Network;
import io.ftte.network.Shape;
import io.ftte.network.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small networks of every kind of layer, setups and gains, from a seed. */
public record RandomNetworks(SplittableRandom random) {

    private static final int[] CHANNELS = {1, 2, 3, 4, 5, 8, 16};

    public RandomNetworks(long seed) {
        this(new SplittableRandom(seed));
    }

    public Network network() {
        int rank = 1 + random.nextInt(3);
        Shape input =
                rank == 1
                        ? Shape.of(channels() * 4)
                        : rank == 2 ? Shape.of(channels(), 16) : Shape.of(channels(), 8, 8);
        List<Layer> layers = new ArrayList<>();
        int convolutions = rank == 1 ? 0 : 1 + random.nextInt(3);
        int size = rank == 2 ? 16 : 8;
        for (int i = 0; i < convolutions; i++) {
            layers.add(convolution(rank, "c" + i));
            if (size >= 4 && random.nextBoolean()) {
                layers.add(random.nextInt(3) == 0 ? new AveragePool(2) : new MaxPool(2));
                size /= 2;
            }
        }
        if (rank > 1) {
            layers.add(random.nextBoolean() ? new GlobalAveragePool() : new Flatten());
        }
        // Five weight layers have up to 7,381 candidates: few of these, for the time they take.
        int most = random.nextInt(10) == 0 ? 4 : 3;
        int hidden = random.nextInt(most - convolutions + 1);
        for (int i = 0; i < hidden; i++) {
            layers.add(new Dense("d" + i, channels(), activation()));
        }
        layers.add(new Dense("classifier", 2 + random.nextInt(9), Activation.NONE));
        return new Network(input, layers);
    }

    public TrainingSetup setup() {
        int batch = 1 + random.nextInt(8);
        return new TrainingSetup(
                batch,
                1 + random.nextInt(batch),
                Convolution.values()[random.nextInt(2)],
                DeviceOptimizer.values()[random.nextInt(3)]);
    }

    /** Whole numbers, so that sums are exact; now and then negative, and with many ties. */
    public Gains gains(Network network) {
        if (random.nextInt(3) == 0) {
            return new ParameterGains(network);
        }
        Map<String, Double> gains = new HashMap<>();
        for (Weights layer : network.weights()) {
            for (int eighths = 1; eighths <= 8; eighths++) {
                gains.put(layer.kernel().name() + "@" + eighths + "/8", gain());
            }
            gains.put("biases@" + (layer.index() + 1), gain());
        }
        return new GroupGains(network, gains);
    }

    float[] parameters(Network network) {
        float[] parameters = new float[network.parameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = random.nextInt(-3, 4);
        }
        return parameters;
    }

    private double gain() {
        return random.nextInt(-2, 12);
    }

    private Layer convolution(int rank, String name) {
        int kernel = random.nextBoolean() ? 1 : 3;
        int padding = kernel / 2;
        if (rank == 2) {
            return new Conv1d(name, channels(), kernel, padding, activation());
        }
        return random.nextInt(3) == 0
                ? new DepthwiseConv2d(name, kernel, padding, activation())
                : new Conv2d(name, channels(), kernel, padding, activation());
    }

    private int channels() {
        return CHANNELS[random.nextInt(CHANNELS.length)];
    }

    private Activation activation() {
        return Activation.values()[random.nextInt(3)];
    }
}
