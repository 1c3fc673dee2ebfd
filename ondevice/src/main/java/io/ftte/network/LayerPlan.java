package io.ftte.network;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What one weight layer trains.
 *
 * @param bias whether its bias trains
 * @param inputChannels the input channels whose weights train, ascending
 */
public record LayerPlan(boolean bias, List<Integer> inputChannels) {

    /** Neither weights nor bias. */
    public static final LayerPlan FROZEN = new LayerPlan(false, List.of());

    /** The bias alone. */
    public static final LayerPlan BIAS = new LayerPlan(true, List.of());

    /**
     * @throws IllegalArgumentException if the channels do not ascend from 0 on
     */
    public LayerPlan {
        inputChannels = List.copyOf(inputChannels);
        int last = -1;
        for (int channel : inputChannels) {
            if (channel <= last) {
                throw new IllegalArgumentException(
                        "input channels must ascend and not be negative: " + inputChannels);
            }
            last = channel;
        }
    }

    /** The whole layer. */
    public static LayerPlan all(Weights weights) {
        return new LayerPlan(
                true,
                IntStream.range(0, weights.channels())
                        .boxed()
                        .collect(Collectors.toUnmodifiableList()));
    }

    /** Whether anything trains. */
    public boolean trains() {
        return bias || !inputChannels.isEmpty();
    }

    /** Number of trainable parameters. */
    public int parameters(Weights weights) {
        return inputChannels.size() * weights.weightsPerChannel()
                + (bias ? weights.bias().shape().elements() : 0);
    }
}
