package io.ftte.schemas.parameters;

import io.ftte.network.Network;
import io.ftte.network.Weights;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Initial parameters: kernels normal with variance 2 / fan-in, tensor by tensor in the order of the
 * flat vector, which keeps the variance of activations through rectifiers (He et al. 2015, "Delving
 * Deep into Rectifiers", equation 10); biases 0.
 */
public final class HeNormal {

    private static final String GENERATOR = "L64X128MixRandom";

    private HeNormal() {}

    /**
     * The same seed gives the same parameters on one version of Java; what a model starts from is
     * its published snapshot, not its seed.
     */
    public static float[] parameters(Network network, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of(GENERATOR).create(seed);
        float[] parameters = new float[network.parameterCount()];
        for (Weights weights : network.weights()) {
            double deviation = Math.sqrt(2.0 / weights.layer().fanIn(weights.input()));
            for (int i = weights.kernel().offset(); i < weights.kernel().end(); i++) {
                parameters[i] = (float) (deviation * random.nextGaussian());
            }
        }
        return parameters;
    }
}
