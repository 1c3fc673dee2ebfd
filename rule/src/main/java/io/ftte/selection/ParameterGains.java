package io.ftte.selection;

import io.ftte.network.Network;
import io.ftte.network.Weights;
import java.util.List;

/** Where nothing is known: a group is worth its number of trainable parameters. */
public record ParameterGains(Network network) implements Gains {

    @Override
    public double biases(int depth) {
        List<Weights> layers = network.weights();
        return layers.subList(layers.size() - depth, layers.size()).stream()
                .mapToInt(w -> w.bias().shape().elements())
                .sum();
    }

    @Override
    public double weights(Weights layer, int eighths) {
        return layer.kernel().shape().elements() * (eighths / 8.0);
    }
}
