package io.ftte.ondevice.training;

import io.ftte.network.Network;
import io.ftte.network.NetworkPlan;
import io.ftte.network.Weights;
import io.ftte.ondevice.engine.ArenaLayout;
import io.ftte.ondevice.engine.ConvolutionMethod;
import io.ftte.ondevice.engine.EngineSettings;
import io.ftte.ondevice.engine.Examples;
import io.ftte.ondevice.engine.Optimizer;
import io.ftte.ondevice.engine.TrainingEngine;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How sensitive the loss on given examples is to each tensor: what a device sends with its profile
 * so that plans can be chosen without data leaving it.
 *
 * <p>The Fisher score of an output channel is D = 1/(2N) Σ<sub>n</sub> (Σ<sub>d</sub>
 * a<sub>nd</sub>·g<sub>nd</sub>)², with a the channel's activations on example n and g the loss's
 * gradient with respect to them (Kwon et al. 2024, "TinyTrain", equation 2). As a channel is linear
 * in its weights and bias, and a rectifier passes a gradient only where it passes the value, the
 * inner sum equals Σ w·∂L/∂w + b·∂L/∂b over the channel's parameters; outputs that ReLU6 has cut
 * off count nothing. A layer's score is the sum over its channels; kernel and bias share it by
 * their numbers of parameters, as a bias that starts at 0 would score nothing by itself.
 */
public final class FisherScores {

    /** The parameters are loaded anew for each example, so the rate is of no consequence. */
    private static final EngineSettings SETTINGS =
            new EngineSettings(1, ConvolutionMethod.DIRECT, new Optimizer.Sgd(1));

    private final Network network;
    private final TrainingEngine engine;
    private final float[] gradient;

    public FisherScores(Network network) {
        this.network = network;
        engine = new TrainingEngine(NetworkPlan.full(network), SETTINGS);
        gradient = new float[network.parameterCount()];
    }

    /** Memory that scoring takes, that of training everything with one example at a time. */
    public static long memoryBytes(Network network) {
        return new ArenaLayout(NetworkPlan.full(network), SETTINGS).bytes();
    }

    /**
     * The scores by tensor, in the order of the flat vector, scaled to sum 1; all 0 where no
     * gradient is left.
     *
     * @param parameters the network's flat vector
     * @throws IllegalArgumentException one line, if the examples do not fit the network, are none
     *     or hold a number that is not finite
     */
    public Map<String, Float> of(float[] parameters, Examples examples) {
        double[] layers = new double[network.weights().size()];
        int[] one = new int[1];
        // Without any example, the engine's step says so.
        for (int example = 0; example == 0 || example < examples.size(); example++) {
            one[0] = example;
            engine.load(parameters);
            engine.step(examples, one, 0, 1);
            engine.gradient(gradient);
            for (Weights layer : network.weights()) {
                layers[layer.index()] += squares(layer, parameters);
            }
        }
        double total = 0;
        for (double layer : layers) {
            total += layer;
        }
        Map<String, Float> scores = new LinkedHashMap<>();
        for (Weights layer : network.weights()) {
            double share = total > 0 ? layers[layer.index()] / total : 0;
            int kernel = layer.kernel().shape().elements();
            int bias = layer.bias().shape().elements();
            scores.put(layer.kernel().name(), (float) (share * kernel / (kernel + bias)));
            scores.put(layer.bias().name(), (float) (share * bias / (kernel + bias)));
        }
        return scores;
    }

    /** Of the last gradient: the sum over output channels of (Σ parameter × gradient)². */
    private double squares(Weights layer, float[] parameters) {
        int channels = layer.bias().shape().elements();
        int perChannel = layer.kernel().shape().elements() / channels;
        double sum = 0;
        for (int channel = 0; channel < channels; channel++) {
            int bias = layer.bias().offset() + channel;
            double product = (double) parameters[bias] * gradient[bias];
            int from = layer.kernel().offset() + channel * perChannel;
            for (int i = from; i < from + perChannel; i++) {
                product += (double) parameters[i] * gradient[i];
            }
            sum += product * product;
        }
        return sum;
    }
}
