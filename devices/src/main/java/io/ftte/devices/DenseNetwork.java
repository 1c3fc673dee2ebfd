package io.ftte.devices;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Softmax classification with dense layers: loss, gradient and minibatch SGD over parameters that
 * the caller owns. All scratch space is allocated here once; no step allocates. Not thread-safe:
 * one instance for each thread at a time.
 *
 * <p>The same call gives the same bits on every machine: sums run in a fixed order, exp and log are
 * {@code StrictMath}'s.
 */
public final class DenseNetwork {

    private final DenseArchitecture architecture;
    private final DenseLayer[] layers;

    /** Per layer what it reads; the first one holds the example. */
    private final float[][] inputs;

    /** Per layer the loss's derivative with respect to what it gives. */
    private final float[][] errors;

    /** What the last layer gives: the logits. */
    private final float[] output;

    private final float[] gradient;

    public DenseNetwork(DenseArchitecture architecture) {
        this.architecture = architecture;
        int depth = architecture.layers();
        layers = new DenseLayer[depth];
        inputs = new float[depth][];
        errors = new float[depth][];
        for (int l = 0; l < depth; l++) {
            layers[l] = DenseLayer.of(architecture, l);
            inputs[l] = new float[architecture.inputs(l)];
            errors[l] = new float[architecture.outputs(l)];
        }
        output = new float[architecture.outputs(depth - 1)];
        gradient = new float[architecture.parameterCount()];
    }

    public DenseArchitecture architecture() {
        return architecture;
    }

    /** Mean cross-entropy over all examples, in nats. */
    public double loss(float[] parameters, Dataset data) {
        check(parameters, data);
        double sum = 0;
        for (int i = 0; i < data.size(); i++) {
            forward(parameters, data, i);
            sum += crossEntropy(data.labels()[i]);
        }
        return sum / data.size();
    }

    /** Share of the examples whose class has the largest logit. */
    public double accuracy(float[] parameters, Dataset data) {
        check(parameters, data);
        int right = 0;
        for (int i = 0; i < data.size(); i++) {
            forward(parameters, data, i);
            right += argMax(output) == data.labels()[i] ? 1 : 0;
        }
        return (double) right / data.size();
    }

    /**
     * Gradient of the mean cross-entropy over the first {@code count} of {@code examples}.
     *
     * @param out receives {@code parameterCount} numbers
     */
    public void gradient(float[] parameters, Dataset data, int[] examples, int count, float[] out) {
        check(parameters, data);
        Arrays.fill(out, 0f);
        for (int k = 0; k < count; k++) {
            forward(parameters, data, examples[k]);
            backward(parameters, data.labels()[examples[k]], 1f / count, out);
        }
    }

    /**
     * Minibatch SGD in place. Only the parameters of {@code trainable} move.
     *
     * @param parameters {@code parameterCount} numbers, trained in place
     * @param random draws the order of examples
     */
    public void train(
            float[] parameters,
            Dataset data,
            TrainableSubset trainable,
            TrainingSettings settings,
            RandomGenerator random) {
        check(parameters, data);
        Minibatches batches = new Minibatches(data.size(), settings.batchSize(), random);
        for (int step = 0; step < settings.steps(); step++) {
            gradient(parameters, data, batches.next(), batches.size(), gradient);
            trainable.descend(parameters, gradient, settings.learningRate());
        }
    }

    private void forward(float[] parameters, Dataset data, int example) {
        System.arraycopy(data.features(), data.offset(example), inputs[0], 0, data.width());
        for (int l = 0; l < layers.length - 1; l++) {
            layers[l].forward(parameters, inputs[l], inputs[l + 1]);
            rectify(inputs[l + 1]);
        }
        layers[layers.length - 1].forward(parameters, inputs[layers.length - 1], output);
    }

    /** Adds {@code scale} times the gradient of the example last seen by {@link #forward}. */
    private void backward(float[] parameters, int label, float scale, float[] out) {
        int last = layers.length - 1;
        double logSum = logSumExp(output);
        for (int o = 0; o < output.length; o++) {
            double probability = StrictMath.exp(output[o] - logSum);
            errors[last][o] = scale * (float) (probability - (o == label ? 1 : 0));
        }
        for (int l = last; l >= 0; l--) {
            layers[l].accumulateGradient(inputs[l], errors[l], out);
            if (l > 0) {
                layers[l].backward(parameters, errors[l], errors[l - 1]);
                maskInactive(errors[l - 1], inputs[l]);
            }
        }
    }

    private double crossEntropy(int label) {
        return logSumExp(output) - output[label];
    }

    private static double logSumExp(float[] logits) {
        double largest = logits[argMax(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += StrictMath.exp(logit - largest);
        }
        return largest + StrictMath.log(sum);
    }

    private static int argMax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static void rectify(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(values[i], 0f);
        }
    }

    private static void maskInactive(float[] errors, float[] activations) {
        for (int i = 0; i < errors.length; i++) {
            errors[i] = activations[i] > 0 ? errors[i] : 0f;
        }
    }

    private void check(float[] parameters, Dataset data) {
        if (parameters.length != architecture.parameterCount()) {
            throw new IllegalArgumentException(
                    "expected %d parameters, got %d"
                            .formatted(architecture.parameterCount(), parameters.length));
        }
        if (data.width() != inputs[0].length || data.classes() > output.length) {
            throw new IllegalArgumentException(
                    "a network of %d inputs and %d classes cannot read data of %d and %d"
                            .formatted(
                                    inputs[0].length, output.length, data.width(), data.classes()));
        }
        if (data.size() == 0) {
            throw new IllegalArgumentException("the dataset holds no example");
        }
    }
}
