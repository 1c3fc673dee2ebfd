package io.ftte.devices;

import io.ftte.schemas.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A stack of dense layers with ReLU between them and softmax at the end, and how its parameters lie
 * in one flat vector: per layer the kernel {@code [outputs, inputs]}, row by row, then the bias
 * {@code [outputs]} – PyTorch's layout, so that weights travel to it and back unchanged.
 *
 * @param sizes inputs of the first layer, then the outputs of every layer; at least two
 */
public record DenseArchitecture(List<Integer> sizes) {

    public DenseArchitecture {
        sizes = List.copyOf(sizes);
        if (sizes.size() < 2 || sizes.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException(
                    "expected at least two layer sizes, each at least 1, got " + sizes);
        }
    }

    public static DenseArchitecture of(int... sizes) {
        return new DenseArchitecture(Arrays.stream(sizes).boxed().toList());
    }

    /** Number of dense layers. */
    public int layers() {
        return sizes.size() - 1;
    }

    /** Numbers that a layer reads; layers count from 0. */
    public int inputs(int layer) {
        return sizes.get(layer);
    }

    /** Numbers that a layer gives. */
    public int outputs(int layer) {
        return sizes.get(layer + 1);
    }

    /** Index of a layer's first kernel element in the flat vector. */
    public int kernelOffset(int layer) {
        int offset = 0;
        for (int before = 0; before < layer; before++) {
            offset += (inputs(before) + 1) * outputs(before);
        }
        return offset;
    }

    /** Index of a layer's first bias element in the flat vector. */
    public int biasOffset(int layer) {
        return kernelOffset(layer) + inputs(layer) * outputs(layer);
    }

    /** Length of the flat vector. */
    public int parameterCount() {
        return kernelOffset(layers());
    }

    /** The tensors in the flat vector's order: dense1/kernel, dense1/bias, dense2/kernel, … */
    public List<Tensor> tensors() {
        List<Tensor> tensors = new ArrayList<>();
        for (int layer = 0; layer < layers(); layer++) {
            tensors.add(
                    new Tensor(name(layer) + "/kernel", List.of(outputs(layer), inputs(layer))));
            tensors.add(new Tensor(name(layer) + "/bias", List.of(outputs(layer))));
        }
        return tensors;
    }

    /**
     * Kernels normal with variance 2 / inputs, which keeps the variance of activations through ReLU
     * layers (He et al. 2015); biases 0.
     */
    public float[] initialParameters(RandomGenerator random) {
        float[] parameters = new float[parameterCount()];
        for (int layer = 0; layer < layers(); layer++) {
            double deviation = Math.sqrt(2.0 / inputs(layer));
            for (int i = kernelOffset(layer); i < biasOffset(layer); i++) {
                parameters[i] = (float) (deviation * random.nextGaussian());
            }
        }
        return parameters;
    }

    /** The layer list as it stands in a registration's {@code architecture}. */
    public String toJson() {
        List<String> layers = new ArrayList<>();
        for (int layer = 0; layer < layers(); layer++) {
            String activation = layer < layers() - 1 ? ",\"activation\":\"relu\"" : "";
            layers.add(
                    "{\"name\":\"%s\",\"type\":\"dense\",\"units\":%d%s}"
                            .formatted(name(layer), outputs(layer), activation));
        }
        return "{\"input\":[%d],\"layers\":[%s]}".formatted(inputs(0), String.join(",", layers));
    }

    private static String name(int layer) {
        return "dense" + (layer + 1);
    }
}
