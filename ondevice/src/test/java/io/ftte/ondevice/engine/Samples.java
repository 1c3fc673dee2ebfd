package io.ftte.ondevice.engine;

import io.ftte.network.Network;
import io.ftte.network.Weights;
import java.util.SplittableRandom;

/** Examples in one array. */
public record Samples(int width, float[] values, int[] labels) implements Examples {

    /** Normal numbers with classes in turn. */
    static Samples random(Network network, int size, long seed) {
        int width = network.input().elements();
        float[] values = normal(size * width, seed);
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            labels[i] = i % network.classes();
        }
        return new Samples(width, values, labels);
    }

    public static float[] normal(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Random weights and, unlike a fresh network's, random biases. */
    static float[] parameters(Network network, long seed) {
        float[] parameters = normal(network.parameterCount(), seed + 1);
        float[] weights = normal(network.parameterCount(), seed);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= 0.1f;
        }
        for (Weights layer : network.weights()) {
            float deviation = (float) Math.sqrt(2.0 / layer.layer().fanIn(layer.input()));
            for (int i = layer.kernel().offset(); i < layer.kernel().end(); i++) {
                parameters[i] += deviation * weights[i];
            }
        }
        return parameters;
    }

    static int[] order(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        return order;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int label(int example) {
        return labels[example];
    }

    @Override
    public void read(int example, float[] into, int at) {
        System.arraycopy(values, example * width, into, at, width);
    }
}
