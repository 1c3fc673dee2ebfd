package io.ftte.devices;

import java.util.Arrays;

/**
 * {@code y = W x + b} and its derivatives, over a flat parameter vector.
 *
 * @param kernel index of W's first element; W is {@code [outputs, inputs]}, row by row
 * @param bias index of b's first element
 */
record DenseLayer(int inputs, int outputs, int kernel, int bias) {

    static DenseLayer of(DenseArchitecture architecture, int layer) {
        return new DenseLayer(
                architecture.inputs(layer),
                architecture.outputs(layer),
                architecture.kernelOffset(layer),
                architecture.biasOffset(layer));
    }

    void forward(float[] parameters, float[] x, float[] y) {
        for (int o = 0; o < outputs; o++) {
            int row = kernel + o * inputs;
            float sum = parameters[bias + o];
            for (int i = 0; i < inputs; i++) {
                sum += parameters[row + i] * x[i];
            }
            y[o] = sum;
        }
    }

    /** From the derivative with respect to y to that with respect to x. */
    void backward(float[] parameters, float[] dy, float[] dx) {
        Arrays.fill(dx, 0f);
        for (int o = 0; o < outputs; o++) {
            int row = kernel + o * inputs;
            float error = dy[o];
            for (int i = 0; i < inputs; i++) {
                dx[i] += parameters[row + i] * error;
            }
        }
    }

    /** Adds the derivatives with respect to W and b, at their places in the flat vector. */
    void accumulateGradient(float[] x, float[] dy, float[] gradient) {
        for (int o = 0; o < outputs; o++) {
            int row = kernel + o * inputs;
            float error = dy[o];
            for (int i = 0; i < inputs; i++) {
                gradient[row + i] += error * x[i];
            }
            gradient[bias + o] += error;
        }
    }
}
